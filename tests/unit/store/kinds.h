// The kinds of observation as the store sees them: a number, and bytes.
#pragma once

#include "observe/dnsbl/fields.h"
#include "observe/domain_reputation/fields.h"
#include "observe/listing/fields.h"
#include "observe/reputation/fields.h"
#include "observe/reverse_dns/fields.h"
#include "observe/series/fields.h"
#include "observe/session/fields.h"
#include "observe/spf/fields.h"
#include "observe/topology/fields.h"
#include "store/codec.h"
#include "store/store.h"

#include <array>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace mailwatchd::store {

template <class T>
inline constexpr std::uint16_t kind_of_observation = 0;
template <>
inline constexpr std::uint16_t kind_of_observation<model::MailSession> = 1;
template <>
inline constexpr std::uint16_t kind_of_observation<model::Topology> = 2;
template <>
inline constexpr std::uint16_t kind_of_observation<model::ReverseDns> = 3;
template <>
inline constexpr std::uint16_t kind_of_observation<model::Listing> = 4;
template <>
inline constexpr std::uint16_t kind_of_observation<model::DnsblHealth> = 5;
template <>
inline constexpr std::uint16_t kind_of_observation<model::SpfLook> = 6;
template <>
inline constexpr std::uint16_t kind_of_observation<model::Reputation> = 7;
template <>
inline constexpr std::uint16_t kind_of_observation<model::DomainReputation> = 8;
template <>
inline constexpr std::uint16_t kind_of_observation<model::ActiveSeries> = 9;

/// What a test loads with the state.
inline constexpr std::array kinds_at_start{kind_of_observation<model::Topology>,
                                           kind_of_observation<model::DnsblHealth>};

/// To be committed; encoded during the commit.
template <class T>
Observed observed(watch::SubjectId subject, watch::ArgumentId argument,
                  std::shared_ptr<const T> what) {
    Observed made;
    made.subject = subject;
    made.argument = argument;
    made.kind = kind_of_observation<T>;
    made.taken_at = what->taken_at;
    made.encode = [](const void* value) { return encode(*static_cast<const T*>(value)); };
    made.value = std::move(what);
    return made;
}

template <class T>
std::shared_ptr<const T> decoded(std::string_view body) {
    auto value = decode<T>(body);
    return value ? std::make_shared<const T>(*std::move(value)) : nullptr;
}

/// Null if there is none, or none that this version can read.
template <class T>
std::shared_ptr<const T> latest(Store& store, watch::SubjectId subject,
                                watch::ArgumentId argument = 0) {
    const ObservationKey key{subject, kind_of_observation<T>, argument};
    const auto found = store.observations(std::span{&key, 1});
    return found.empty() ? nullptr : decoded<T>(found.front().body);
}

}  // namespace mailwatchd::store
