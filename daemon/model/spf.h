// What the DNS says about who may send mail in a domain's name (SPF, RFC 7208), in its own words.
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

/// What a receiver would conclude of one client (RFC 7208 §4).
struct SpfEvaluation {
    SpfResult result = SpfResult::none;
    /// What matched, as it stands in the record but for its qualifier ("include:spf.example.net"),
    /// or "default" (§9.1); empty where the result is none, temperror or permerror.
    std::string mechanism;
    std::string domain;       ///< Whose record that is in: another than asked after a redirect.
    int lookups = 0;          ///< Terms that ask the DNS (§4.6.4), through include and redirect.
    int void_lookups = 0;     ///< Look-ups that found nothing (§4.6.4).
    int queries = 0;          ///< Questions that were asked in all, each once.
    std::string explanation;  ///< Of a fail, by the domain's owner (§6.2): raw, bounded.
    std::string problem;      ///< Why none, temperror or permerror: what, and where it stands.
};

/// Something about a domain's SPF that somebody should know.
struct SpfRemark {
    enum class Kind : std::uint8_t {
        syntax,              ///< The record breaks its grammar: permerror.
        several_records,     ///< More than one: permerror.
        missing_record,      ///< An include or redirect leads to a domain without one: permerror.
        loop,                ///< An include or redirect leads back: permerror.
        too_many_addresses,  ///< Of one `mx`, more than ten names: permerror (§4.6.4).
        unanswered,          ///< The DNS failed here: temperror.
        void_lookup,         ///< A name that leads nowhere.
        ptr,                 ///< Uses `ptr` (§5.5: SHOULD NOT).
        after_all,           ///< Terms behind `all` that are never read (§5.1).
        ignored_redirect,    ///< A redirect beside `all` (§6.1).
        unknown_modifier,    ///< Not `redirect`, not `exp`.
        record_type_99,      ///< A record of the type SPF, which is no more (§3.1).
    };
    Kind kind{};
    std::string domain;  ///< Whose record: the asked one, or one that it includes.
    std::string term;    ///< As it stands there; empty where it is about the whole record.
    std::string what;    ///< What and where, for people; empty where the kind says it all.
};

/// A host that the record lets send.
struct SpfSender {
    std::string host;  ///< The name that `a` or `mx` led to, or the address's text.
    std::vector<Address> addresses;
};

/// A domain's SPF, read whole: what an evaluation for an address that nothing matches goes through.
struct SpfLook {
    std::string domain;
    base::Instant taken_at;
    std::vector<std::string> records;      ///< TXT records that are SPF (§4.5), raw, sorted.
    std::optional<base::Failure> failure;  ///< The DNS did not answer for the domain itself.
    /// For an address that nothing matches; none, permerror and temperror as an evaluation has
    /// them, whatever the limits.
    SpfResult result = SpfResult::none;
    std::optional<SpfResult> all;  ///< What `all` says, redirects followed; nothing without one.
    int lookups = 0;               ///< As many as the record has, also beyond the limit.
    int void_lookups = 0;          ///< For an IPv4 client.
    int void_lookups_v6 = 0;       ///< For an IPv6 client.
    std::size_t answer_bytes = 0;  ///< Of a DNS message with all TXT records of the domain.
    std::vector<SpfRemark> remarks;
    std::vector<SpfSender> senders;  ///< Single hosts, no networks; the domain's own first.
    bool truncated = false;          ///< A limit of ours ended the walk.
};

/// RFC 7208 §4.6.4.
inline constexpr int spf_lookups_max = 10;
inline constexpr int spf_void_lookups_max = 2;

/// Hosts of `SpfLook::senders`, one address each at least.
inline constexpr std::size_t spf_senders_max = 32;

}  // namespace mailwatchd::model
