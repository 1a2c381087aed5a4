// Block lists and their answers.
#pragma once

#include "base/result.h"
#include "base/time.h"
#include "model/address.h"
#include "model/verdict.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mailwatchd::model {

/// How serious a listing is (docs/verdicts.md).
enum class DnsblClass : std::uint8_t { serious, minor, policy, informational };
std::string_view name(DnsblClass dnsbl_class);
std::optional<DnsblClass> dnsbl_class_of(std::string_view name);

/// Answers of a list with one meaning, as its operator defines it.
struct DnsblCode {
    Address answer;
    std::string meaning;
    std::optional<DnsblClass> dnsbl_class;  ///< If it differs from the list's class.
    /// The bits of the answer that count. All bits: only this answer; an octet of 0: any value
    /// there ("127.0.*.3"); one bit of the last octet: every answer that has it (SURBL, URIBL).
    std::array<std::uint8_t, 4> mask{255, 255, 255, 255};
    bool refusal = false;           ///< About our resolver, not about the address or name.
    std::optional<int> percent;     ///< Of a graded source: 0 is the worst, 100 the best.
    bool percent_is_octet = false;  ///< The answer's last octet is the percentage.

    bool matches(const Address& given) const;
};

/// One list as described by a catalogue, [[dnsbl]] or [[source]]. The default test points are those
/// of RFC 5782 §5: 127.0.0.2 listed and 127.0.0.1 clear (IPv4), ::FFFF:7F00:2 and ::FFFF:7F00:1
/// (IPv6), TEST and INVALID (names).
struct Dnsbl {
    std::string name;
    DnsblClass dnsbl_class = DnsblClass::minor;
    bool asks_v4 = true;
    bool asks_v6 = false;
    /// The answer for the listed test point; default: any of 127/8.
    std::optional<Address> test_answer;
    std::vector<DnsblCode> codes;
    bool retired = false;  ///< Known to be dead: shown, never queried.
    std::string note;
    enum class Kind : std::uint8_t {
        address,  ///< Contains addresses.
        domain,   ///< Contains registered domains; never queried with an address.
        origin,   ///< Gives the network of an address by TXT, as Cymru does; has no self-test.
    } kind = Kind::address;
    bool enabled = true;             ///< false: shown as off, never queried.
    bool has_test_point = true;      ///< false: only the entries that must be clear can be tested.
    std::string test_name = "test";  ///< The name that a list of names must list.
    std::string key;                 ///< Names the credential that is a label of each query.
    std::vector<std::string> part_of;  ///< Lists that contain all of this one.

    bool is_asked() const { return enabled && !retired; }
    bool asks(Address::Family family) const {
        return family == Address::Family::v4 ? asks_v4 : asks_v6;
    }
};

/// How serious a listing with these answers is: the most serious class of their codes. Answers
/// without a code have the list's class.
DnsblClass class_of(const Dnsbl& dnsbl, const std::vector<Address>& answers);

/// The list of that name; null if there is none.
const Dnsbl* dnsbl_named(const std::vector<Dnsbl>& dnsbls, std::string_view name);

/// The result of a list's self-test (RFC 5782 §5), one per family.
enum class DnsblState : std::uint8_t {
    proven,         ///< Lists its test point, but neither 127.0.0.1 nor the control address.
    wildcarding,    ///< Lists entries that must not be listed.
    empty,          ///< Does not list its test point: dead, or hides from us.
    blocked,        ///< Answers with an error code such as 127.255.255.254.
    parked,         ///< Answers outside 127/8.
    silent,         ///< Timeouts or server failures.
    retired,        ///< Not queried, by the catalogue.
    off,            ///< Not queried, by the catalogue or the configuration.
    no_credential,  ///< Not queried: its key is missing.
    covered,  ///< Not queried: part of a list that passes its self-test, so nothing counts twice.
};
std::string_view name(DnsblState state);
/// True for results of a self-test; the other states say why a list is not queried.
constexpr bool is_proof(DnsblState state) { return state <= DnsblState::silent; }
std::optional<DnsblState> dnsbl_state_of(std::string_view name);

struct DnsblHealth {
    std::string dnsbl;
    Address::Family family = Address::Family::v4;
    base::Instant taken_at;
    DnsblState state = DnsblState::silent;
    std::string evidence;  ///< The answer that decided, escaped.
    /// The first of the latest self-tests that found it silent or empty.
    base::Instant failing_since{};
    base::Instant ask_again{};  ///< Earliest time of the next self-test, during a backoff or after
                                ///< a rejection.
    bool of_names = false;      ///< A list of names; the family has no meaning then.
};

/// One list's answer for one address. Made only for lists that pass their self-test.
struct Listing {
    Address address;
    std::string dnsbl;
    base::Instant taken_at;
    enum class State : std::uint8_t { listed, clear, unknown } state = State::unknown;
    Reason reason = Reason::none;  ///< Set if unknown.
    std::vector<Address> answers;  ///< Inside 127/8, sorted.
    std::string text;              ///< The list's TXT, raw, bounded.
};

/// The result of a PTR lookup and the forward lookups ("iprev", RFC 8601 §3).
struct ReverseDns {
    struct Forward {
        std::string name;
        base::Result<std::vector<Address>> addresses;
    };
    std::string host;  ///< The MX or host name that has the address.
    Address address;
    base::Instant taken_at;
    /// PTR names, sorted, bounded; an answer without any is empty.
    base::Result<std::vector<std::string>> names;
    std::vector<Forward> forward;  ///< One entry per name.
};

/// Maximum number of an address's PTR names that are looked up.
inline constexpr std::size_t ptr_names_max = 10;

}  // namespace mailwatchd::model
