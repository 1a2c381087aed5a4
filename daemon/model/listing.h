// Block lists and what they say.
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

/// How serious a listing is (docs/verdicts.md, Classes of block lists).
enum class DnsblClass : std::uint8_t { serious, minor, policy, informational };
std::string_view name(DnsblClass dnsbl_class);
std::optional<DnsblClass> dnsbl_class_of(std::string_view name);

/// Answers of a list that mean the same, and what its operator means by them.
struct DnsblCode {
    Address answer;
    std::string meaning;
    std::optional<DnsblClass> dnsbl_class;  ///< Where it differs from the list's.
    /// Bits of the answer that count. All: this answer alone; an octet of 0: any there
    /// ("127.0.*.3"); one bit of the last octet: every answer that has it (SURBL, URIBL).
    std::array<std::uint8_t, 4> mask{255, 255, 255, 255};
    bool refusal = false;           ///< Speaks of our resolver, not of what was asked about.
    std::optional<int> percent;     ///< Of a graded source: 0 is the worst, 100 the best.
    bool percent_is_octet = false;  ///< The answer's last octet is the percentage.

    bool matches(const Address& given) const;
};

/// One list as a catalogue, [[dnsbl]] or [[source]] describes it. Where nothing else is said the
/// test points are those of RFC 5782 §5: 127.0.0.2 listed and 127.0.0.1 clear (IPv4), ::FFFF:7F00:2
/// and ::FFFF:7F00:1 (IPv6), TEST and INVALID (names).
struct Dnsbl {
    std::string name;
    DnsblClass dnsbl_class = DnsblClass::minor;
    bool asks_v4 = true;
    bool asks_v6 = false;
    std::optional<Address>
        test_answer;  ///< What the listed test point answers, where not any of 127/8.
    std::vector<DnsblCode> codes;
    bool retired = false;  ///< Known to be dead: shown, never asked.
    std::string note;
    enum class Kind : std::uint8_t {
        address,  ///< Asked about addresses.
        domain,   ///< Asked about registered domains, never with an address.
        origin,   ///< Says by TXT whose an address is, as Cymru does; nothing to prove.
    } kind = Kind::address;
    bool enabled = true;               ///< false: shown as off, never asked.
    bool has_test_point = true;        ///< false: only what must be clear can be tested.
    std::string test_name = "test";    ///< The name that a list of names must list.
    std::string key;                   ///< Names the credential that is a label of each question.
    std::vector<std::string> part_of;  ///< Lists that hold all of this one.

    bool is_asked() const { return enabled && !retired; }
    bool asks(Address::Family family) const {
        return family == Address::Family::v4 ? asks_v4 : asks_v6;
    }
};

/// How serious a listing with these answers is: the most serious of their codes' classes, and of
/// the list's where an answer has no code.
DnsblClass class_of(const Dnsbl& dnsbl, const std::vector<Address>& answers);

/// The list of that name; null where there is none.
const Dnsbl* dnsbl_named(const std::vector<Dnsbl>& dnsbls, std::string_view name);

/// Whether a list may be believed (RFC 5782 §5), one family at a time.
enum class DnsblState : std::uint8_t {
    proven,         ///< Lists its test point and neither 127.0.0.1 nor the control address.
    wildcarding,    ///< Lists what cannot be listed.
    empty,          ///< Does not list its test point: dead, or hides from us.
    blocked,        ///< Answers an error code such as 127.255.255.254.
    parked,         ///< Answers outside 127/8.
    silent,         ///< Time-outs or server failures.
    retired,        ///< By the catalogue: not asked.
    off,            ///< By the catalogue or the configuration: not asked.
    no_credential,  ///< Its key is not there: not asked.
    covered,        ///< Part of a list that is proven: not asked, so that nothing counts twice.
};
std::string_view name(DnsblState state);
/// Found out by asking; the others are why a list is not asked.
constexpr bool is_proof(DnsblState state) { return state <= DnsblState::silent; }
std::optional<DnsblState> dnsbl_state_of(std::string_view name);

struct DnsblHealth {
    std::string dnsbl;
    Address::Family family = Address::Family::v4;
    base::Instant taken_at;
    DnsblState state = DnsblState::silent;
    std::string evidence;  ///< The answer that decided, escaped.
    base::Instant
        failing_since{};        ///< The first of the latest proofs that found it silent or empty.
    base::Instant ask_again{};  ///< Not before, where it is in quarantine or has blocked us.
    bool of_names = false;      ///< Asked about names; the family says nothing then.
};

/// What one proven list says of one address. Never made for a list that is not proven.
struct Listing {
    Address address;
    std::string dnsbl;
    base::Instant taken_at;
    enum class State : std::uint8_t { listed, clear, unknown } state = State::unknown;
    Reason reason = Reason::none;  ///< Where unknown.
    std::vector<Address> answers;  ///< Inside 127/8, sorted.
    std::string text;              ///< The list's TXT, raw, bounded.
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
