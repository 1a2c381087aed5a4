// The result of discovery for a target: where its mail is received and read.
#pragma once

#include "base/domain_name.h"
#include "base/result.h"
#include "base/time.h"
#include "model/address.h"
#include "model/subject.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mailwatchd::model {

enum class TargetKind : std::uint8_t { domain, subdomain, ipv4, ipv6 };
std::string_view name(TargetKind kind);

/// What the operator wants monitored. `name` is a DomainName's text or an address's text.
struct TargetName {
    TargetKind kind = TargetKind::domain;
    std::string name;

    /// A name is a `subdomain` if it is not its own organisational domain.
    static base::Result<TargetName> parse(std::string_view text);
    auto operator<=>(const TargetName&) const = default;
};

/// Why a host belongs to a target; a host may have several roles. Bits of a set.
enum class Role : std::uint8_t { mx = 1, mailbox = 2, submission = 4, sender = 8, self = 16 };
std::string_view name(Role role);

struct Roles {
    std::uint8_t bits = 0;
    bool has(Role role) const { return (bits & static_cast<std::uint8_t>(role)) != 0; }
    void add(Role role) { bits |= static_cast<std::uint8_t>(role); }
    auto operator<=>(const Roles&) const = default;
};

/// A question about a host's addresses that the DNS did not answer.
struct Unanswered {
    Address::Family family{};
    base::Failure failure;    ///< Its detail names the question.
    std::uint32_t times = 1;  ///< Discoveries in a row without an answer.
    /// It was never answered, and may be soon: no verdict passes without it.
    bool is_awaited = true;
};

/// A host of the target. An address that several hosts share belongs to the first of them only, so
/// that it is probed once per target.
struct Host {
    std::string name;  ///< As in Endpoint::host.
    Roles roles;
    std::optional<int> preference;         ///< Of its MX record; the lowest if it has several.
    std::vector<Address> addresses;        ///< Allowed ones; sorted, bounded.
    std::vector<Address> refused;          ///< Special-purpose ones: never connected (promise 6).
    std::vector<std::string> aliases;      ///< Other host names with the same addresses.
    std::optional<base::Failure> failure;  ///< Why its addresses are unknown or incomplete.
    bool is_alias = false;                 ///< The MX name is a CNAME (RFC 2181 §10.3).
    /// At most one per family. Addresses of that family are those known before.
    std::vector<Unanswered> unanswered;
};

struct MxRecord {
    int preference = 0;
    std::string host;  ///< Lower case, no final dot; "" for the root, which is no host (RFC 7505).
    auto operator<=>(const MxRecord&) const = default;
};

struct Topology {
    TargetName target;
    base::Instant taken_at;

    enum class Mail : std::uint8_t {
        mx,         ///< MX records.
        implicit,   ///< No MX records, so the domain's own addresses receive (RFC 5321 §5.1).
        null_mx,    ///< "MX 0 .": accepts no mail (RFC 7505).
        none,       ///< Neither MX nor address.
        not_asked,  ///< The target is an address.
        unknown,    ///< The DNS gave no answer: `failure`.
        no_domain,  ///< NXDOMAIN: the name does not exist.
    };
    Mail mail = Mail::unknown;
    std::vector<MxRecord> mx;    ///< Sorted; canonical (failure D3).
    std::vector<Host> hosts;     ///< MX hosts by preference, then the others.
    bool truncated = false;      ///< Limits cut the set (failure D7).
    bool authenticated = false;  ///< The MX answer had AD from a trusted resolver.
    std::optional<base::Failure> failure;
};

/// The name of the host that has the address; empty if none has.
std::string_view host_of(const Topology& topology, const Address& address);
/// Lets an address be known by the name that its host has in this topology, if it has one.
void name_by(const Topology& topology, Subject& subject);

/// Limits of discovery (failure D7).
inline constexpr std::size_t mx_hosts_max = 20;
inline constexpr std::size_t host_addresses_max = 8;
inline constexpr std::size_t target_addresses_max = 32;

}  // namespace mailwatchd::model
