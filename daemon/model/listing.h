// Block lists and what they say.
#pragma once

#include "base/result.h"
#include "base/time.h"
#include "model/address.h"
#include "model/verdict.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mailwatchd::model {

/// How serious a listing is (VERDICTS.md).
enum class ZoneClass : std::uint8_t { serious, minor, policy, informational };
std::string_view name(ZoneClass zone_class);
std::optional<ZoneClass> zone_class_of(std::string_view name);

/// One code that a zone answers with, and what its operator means by it.
struct ZoneCode {
    Address answer;
    std::string meaning;
    std::optional<ZoneClass> zone_class;  ///< Where it differs from the zone's.
};

/// One block list as the catalogue and [[zone]] describe it. The RFC 5782 test points are
/// 127.0.0.2 listed and 127.0.0.1 clear (IPv4), ::FFFF:7F00:2 and ::FFFF:7F00:1 (IPv6).
struct Zone {
    std::string name;
    ZoneClass zone_class = ZoneClass::minor;
    bool asks_v4 = true;
    bool asks_v6 = false;
    std::optional<Address>
        test_answer;  ///< What the listed test point answers, where not any of 127/8.
    std::vector<ZoneCode> codes;
    bool retired = false;  ///< Known to be dead: shown, never asked.
    std::string note;
};

/// Whether a zone may be believed (RFC 5782 §5), one family at a time.
enum class ZoneState : std::uint8_t {
    proven,       ///< Lists its test point and neither 127.0.0.1 nor the control address.
    wildcarding,  ///< Lists what cannot be listed.
    empty,        ///< Does not list its test point: dead, or hides from us.
    blocked,      ///< Answers an error code such as 127.255.255.254.
    parked,       ///< Answers outside 127/8.
    silent,       ///< Time-outs or server failures.
    retired,      ///< By the catalogue: not asked.
};
std::string_view name(ZoneState state);
std::optional<ZoneState> zone_state_of(std::string_view name);

struct ZoneHealth {
    std::string zone;
    Address::Family family = Address::Family::v4;
    base::Instant taken_at;
    ZoneState state = ZoneState::silent;
    std::string evidence;  ///< The answer that decided, escaped.
};

/// What one proven zone says of one address. Never made for a zone that is not proven.
struct Listing {
    Address address;
    std::string zone;
    base::Instant taken_at;
    enum class State : std::uint8_t { listed, clear, unknown } state = State::unknown;
    Reason reason = Reason::none;  ///< Where unknown.
    std::vector<Address> answers;  ///< Inside 127/8, sorted.
    std::string text;              ///< The zone's TXT, raw, bounded.
};

/// What a PTR look-up and the way back found ("iprev", RFC 8601 §3).
struct ReverseDns {
    struct Forward {
        std::string name;
        base::Result<std::vector<Address>> addresses;
    };
    std::string host;  ///< The MX or host name that led to the address.
    Address address;
    base::Instant taken_at;
    base::Result<std::vector<std::string>>
        names;                     ///< PTR names, sorted, bounded; an answer without any is empty.
    std::vector<Forward> forward;  ///< One entry per name.
};

/// PTR names of one address that are looked up again.
inline constexpr std::size_t ptr_names_max = 10;

}  // namespace mailwatchd::model
