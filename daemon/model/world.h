// Everything that a round collected for one target, and all that a judge sees. Refers to
// observations that the round keeps; copies nothing.
#pragma once

#include "model/active_rules.h"
#include "model/active_series.h"
#include "model/by_kind.h"
#include "model/listing.h"
#include "model/mail_session.h"
#include "model/topology.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace mailwatchd::model {

enum class PortState : std::uint8_t { open, accepting, closed, filtered, unknown };
std::string_view name(PortState state);
std::optional<PortState> port_state_of(std::string_view name);

// Observations that few judges use; include their own headers.
struct SpfLook;           // model/spf.h
struct Reputation;        // model/reputation.h
struct DomainReputation;  // model/reputation.h

/// A session and the state of its port: `state` is what the session shows by itself, or `filtered`
/// if silence was confirmed (docs/verdicts.md, Ports). If unknown or accepting, `reason` says why
/// no service was seen: timeout, slow_greeting, refused_us (closed without a reply), malformed, …
struct SeenPort {
    std::shared_ptr<const MailSession> session;
    PortState state = PortState::unknown;
    Reason reason = Reason::none;

    bool is_open() const { return state == PortState::open; }
    /// Open, accepting, closed or filtered.
    bool is_conclusive() const { return state != PortState::unknown; }
    /// Conclusively no service there.
    bool is_absent() const { return is_conclusive() && !is_open(); }
};

/// How a kind of observation is requested and shown to judges. Specialised next to values that need
/// more than a name, or are shown as more than themselves.
template <class Value>
struct Kinship {
    using Need = std::string;  ///< The name that it is about.
    using Seen = std::shared_ptr<const Value>;
};

/// The observations of a round by kind, `of<MailSession>()`, in the order of the needs.
struct World {
    std::shared_ptr<const Topology> topology;
    std::shared_ptr<const std::vector<Dnsbl>> catalogue;  ///< Descriptions of the lists.
    bool no_content_filter = false;  ///< Declared by the operator: ActiveRules.
    /// Set if a local problem affects verdicts: every judge that used the network is then replaced
    /// by no_info with this reason.
    std::optional<Reason> prober;

    template <class Value>
    auto& of() {
        return kinds_.of<Value, typename Kinship<Value>::Seen>();
    }
    template <class Value>
    const auto& of() const {
        return kinds_.of<Value, typename Kinship<Value>::Seen>();
    }
    /// The only one, for kinds with at most one per target; null if it was not requested.
    template <class Value>
    std::shared_ptr<const Value> one() const {
        const auto& all = of<Value>();
        return all.empty() ? nullptr : all.front();
    }

    const SeenPort* port(const Address& address, std::uint16_t port) const;
    const ReverseDns* reverse_of(const Address& address) const;
    const Reputation* reputation_of(const Address& address) const;
    const ActiveSeries* series_of(SeriesKind kind, const Address& address) const;

private:
    ByKind kinds_;
};

/// Silence after a TCP connection proves nothing before we have waited this long (failure P3).
inline constexpr base::Duration greeting_patience_max = std::chrono::minutes{5};

/// What a session by itself shows of its port. A port that drops our SYN is unknown(timeout) here.
SeenPort seen(std::shared_ptr<const MailSession> session);

/// What a check needs for one target, by kind: `require<ReverseDns>({host, address})`. Each element
/// once, in the order of the requests.
struct Needs {
    struct HostAddressKey {
        std::string host;
        Address address;
        auto operator<=>(const HostAddressKey&) const = default;
    };
    /// MAIL and RCPT, if allowed (docs/verdicts.md, Active tests).
    struct Series {
        SeriesKind kind{};
        Endpoint endpoint;
        auto operator<=>(const Series&) const = default;
    };
    /// The target, and the mode of active probes: the engine sets both. Off by default.
    TargetName target;
    ActiveMode active = ActiveMode::off;

    template <class Value>
    const auto& of() const {
        return kinds_.of<Value, typename Kinship<Value>::Need>();
    }
    template <class Value>
    void require(typename Kinship<Value>::Need one) {
        if (!includes<Value>(one)) list<Value>().push_back(std::move(one));
    }
    template <class Value>
    bool includes(const typename Kinship<Value>::Need& one) const {
        const auto& all = of<Value>();
        return std::ranges::find(all, one) != all.end();
    }
    template <class Value>
    void drop() {
        list<Value>().clear();
    }
    void add(const Needs& other) { kinds_.merge(other.kinds_); }

private:
    template <class Value>
    auto& list() {
        return kinds_.of<Value, typename Kinship<Value>::Need>();
    }
    ByKind kinds_;
};

template <>
struct Kinship<MailSession> {
    using Need = Endpoint;
    using Seen = SeenPort;
};
template <>
struct Kinship<ReverseDns> {
    using Need = Needs::HostAddressKey;
    using Seen = std::shared_ptr<const ReverseDns>;
};
/// Every list is queried for the address.
template <>
struct Kinship<Listing> {
    using Need = Needs::HostAddressKey;
    using Seen = std::shared_ptr<const Listing>;
};
/// Never requested: shown with the listings.
template <>
struct Kinship<DnsblHealth> {
    using Need = std::string;
    using Seen = DnsblHealth;
};
template <>
struct Kinship<ActiveSeries> {
    using Need = Needs::Series;
    using Seen = std::shared_ptr<const ActiveSeries>;  ///< Or a closed one, with the reason.
};
template <>
struct Kinship<Reputation> {
    using Need = Needs::HostAddressKey;
    using Seen = std::shared_ptr<const Reputation>;
};

}  // namespace mailwatchd::model
