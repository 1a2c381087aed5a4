#include "store/kinds/kinds.h"

#include "store/codec.h"
#include "store/kinds/dnsbl_health.h"
#include "store/kinds/domain_reputation.h"
#include "store/kinds/listing.h"
#include "store/kinds/reputation.h"
#include "store/kinds/reverse_dns.h"
#include "store/kinds/series.h"
#include "store/kinds/session.h"
#include "store/kinds/spf.h"
#include "store/kinds/topology.h"

namespace mailwatchd::store {

namespace {

/// Raise a kind's number with every change of its fields.
template <class T>
constexpr std::uint64_t version = 1;
template <>
constexpr std::uint64_t version<model::ZoneHealth> = 2;

}  // namespace

template <class T>
std::string encode(const T& value) {
    return encode(version<T>, value);
}

template <class T>
std::optional<T> decode(std::string_view bytes) {
    return decode<T>(version<T>, bytes);
}

template std::string encode(const model::MailSession&);
template std::string encode(const model::Topology&);
template std::string encode(const model::ReverseDns&);
template std::string encode(const model::Listing&);
template std::string encode(const model::ZoneHealth&);
template std::string encode(const model::SpfLook&);
template std::string encode(const model::Reputation&);
template std::string encode(const model::DomainReputation&);
template std::string encode(const model::ActiveSeries&);

template std::optional<model::MailSession> decode(std::string_view);
template std::optional<model::Topology> decode(std::string_view);
template std::optional<model::ReverseDns> decode(std::string_view);
template std::optional<model::Listing> decode(std::string_view);
template std::optional<model::ZoneHealth> decode(std::string_view);
template std::optional<model::SpfLook> decode(std::string_view);
template std::optional<model::Reputation> decode(std::string_view);
template std::optional<model::DomainReputation> decode(std::string_view);
template std::optional<model::ActiveSeries> decode(std::string_view);

}  // namespace mailwatchd::store
