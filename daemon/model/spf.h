// The SPF record of a domain (RFC 7208): who may send mail in its name.
#pragma once

#include "base/result.h"
#include "base/time.h"
#include "model/address.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mailwatchd::model {

/// RFC 7208 §2.6.
enum class SpfResult : std::uint8_t {
    none,
    neutral,
    pass,
    fail,
    softfail,
    temperror,
    permerror,
};
std::string_view name(SpfResult result);

/// What a receiver would conclude for one client (RFC 7208 §4).
struct SpfEvaluation {
    SpfResult result = SpfResult::none;
    /// The term that matched, verbatim without its qualifier ("include:spf.example.net"), or
    /// "default" (§9.1). Empty if the result is none, temperror or permerror.
    std::string mechanism;
    /// Whose record that is in; differs from the queried one after a redirect.
    std::string domain;
    int lookups = 0;       ///< Terms that need DNS lookups (§4.6.4), through include and redirect.
    int void_lookups = 0;  ///< Lookups that found nothing (§4.6.4).
    int queries = 0;       ///< Total number of queries, each counted once.
    std::string explanation;  ///< Of a fail, by the domain's owner (§6.2): raw, bounded.
    std::string problem;      ///< Why none, temperror or permerror: the fault and its place.
};

/// A remark about a domain's SPF record.
struct SpfRemark {
    enum class Kind : std::uint8_t {
        syntax,                 ///< The record breaks its grammar: permerror.
        several_records,        ///< More than one: permerror.
        missing_record,         ///< An include or redirect to a domain without a record: permerror.
        loop,                   ///< An include or redirect back to an earlier domain: permerror.
        too_many_addresses,     ///< More than ten names for one `mx`: permerror (§4.6.4).
        unanswered,             ///< The DNS failed here: temperror.
        void_lookup,            ///< A name without records.
        ptr,                    ///< Uses `ptr` (§5.5: SHOULD NOT).
        after_all,              ///< Terms behind `all`; they are never read (§5.1).
        ignored_redirect,       ///< A redirect next to `all` (§6.1).
        unknown_modifier,       ///< Neither `redirect` nor `exp`.
        record_type_99,         ///< A record of the obsolete type SPF (§3.1).
        near_miss,              ///< A TXT record that is meant as SPF but is not one (§4.5).
        mechanism_as_modifier,  ///< "include=b.example": ignored as an unknown modifier (§6).
        run_together,           ///< Two terms without a space between them.
        unreached_all,          ///< Every address matches a term before `all`.
    };
    Kind kind{};
    std::string domain;  ///< Whose record: the queried one, or an included one.
    std::string term;    ///< Verbatim; empty if the whole record is meant.
    std::string what;    ///< The fault and its place, for people; empty if the kind is enough.
};

/// A host that the record allows to send.
struct SpfSender {
    std::string host;  ///< The name from `a` or `mx`, or the address's text.
    std::vector<Address> addresses;
};

/// What the clients of one address family get: the first match decides, over the whole tree of
/// records (RFC 7208 §4.6.2). What depends on the client or was not answered counts as not
/// matching. Sizes are of public addresses, for IPv6 in /64 networks.
struct SpfScope {
    std::uint64_t passing = 0;               ///< That get pass.
    std::uint64_t others = 0;                ///< That do not.
    std::vector<std::string> passing_terms;  ///< If `passing` is large: the fewest that explain it.
    std::uint64_t more_terms = 0;            ///< How many more than `spf_scope_terms_max`.
    SpfResult unlisted = SpfResult::none;  ///< What most of the others get; pass if there is none.
    std::string unlisted_term;             ///< Why: "-all", "no all"; empty for none and pass.
};

/// A domain's complete SPF: everything that is evaluated for an address that nothing matches.
struct SpfLook {
    std::string domain;
    base::Instant taken_at;
    std::vector<std::string> records;      ///< TXT records that are SPF (§4.5), raw, sorted.
    std::optional<base::Failure> failure;  ///< The DNS did not answer for the domain itself.
    /// The result for an address that nothing matches; none, permerror and temperror as in an
    /// evaluation, regardless of the limits.
    SpfResult result = SpfResult::none;
    int lookups = 0;               ///< All of the record's, even beyond the limit.
    int void_lookups = 0;          ///< For an IPv4 client.
    int void_lookups_v6 = 0;       ///< For an IPv6 client.
    std::size_t answer_bytes = 0;  ///< Of a DNS message with all TXT records of the domain.
    std::vector<SpfRemark> remarks;
    std::vector<SpfSender> senders;  ///< Single hosts, no networks; the domain's own first.
    bool truncated = false;          ///< One of our limits ended the walk.
    SpfScope v4, v6;
    /// More void lookups than allowed come before a term that lets an IPv6 client pass (§4.6.4).
    bool stops_senders_v6 = false;
};

/// RFC 7208 §4.6.4.
inline constexpr int spf_lookups_max = 10;
inline constexpr int spf_void_lookups_max = 2;

/// More than so many passing addresses are a large network: a /9, so that a /8 is one even if a
/// part of it is special purpose; for IPv6 a /17, because no network gets more than a /16.
constexpr std::uint64_t spf_large(Address::Family family) {
    return family == Address::Family::v4 ? std::uint64_t{1} << (32 - 9)
                                         : std::uint64_t{1} << (64 - 17);
}

/// Maximum number of `SpfScope::passing_terms`.
inline constexpr std::size_t spf_scope_terms_max = 10;

/// Maximum number of hosts in `SpfLook::senders`, each with at least one address.
inline constexpr std::size_t spf_senders_max = 32;

}  // namespace mailwatchd::model
