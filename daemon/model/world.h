// What a round gathered for one target: all that a judge may know. It refers to observations that
// the round keeps; nothing is copied.
#pragma once

#include "model/active_rules.h"
#include "model/active_series.h"
#include "model/listing.h"
#include "model/mail_session.h"
#include "model/topology.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

namespace mailwatchd::model {

enum class PortState : std::uint8_t { open, accepting, closed, filtered, unknown };
std::string_view name(PortState state);
std::optional<PortState> port_state_of(std::string_view name);

// Observations that few judges look into; their own headers have them.
struct SpfLook;           // model/spf.h
struct Reputation;        // model/reputation.h
struct DomainReputation;  // model/reputation.h

/// A session and what its port is: `state` is what the session shows by itself, or `filtered` where
/// silence has been confirmed (VERDICTS.md, Ports). Where unknown or accepting, `reason` says why
/// no service was seen: timeout, slow_greeting, refused_us (closed without a word), malformed, …
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

struct World {
    std::shared_ptr<const Topology> topology;
    std::vector<SeenPort> ports;
    std::vector<std::shared_ptr<const ReverseDns>> reverse;
    std::vector<std::shared_ptr<const Listing>> listings;
    std::vector<ZoneHealth> zones;                       ///< Of the zones that were wanted.
    std::shared_ptr<const std::vector<Zone>> catalogue;  ///< Their descriptions.
    std::shared_ptr<const SpfLook> spf;                  ///< Null where it was not wanted.
    /// Of those wanted: taken, or closed with the reason why it may not be taken for this target.
    std::vector<std::shared_ptr<const ActiveSeries>> series;
    bool no_content_filter = false;  ///< By the operator's word: ActiveRules.
    std::vector<std::shared_ptr<const Reputation>> reputation;  ///< One an address.
    std::shared_ptr<const DomainReputation> domain_reputation;  ///< Null where it was not wanted.
    /// Set where we ourselves are ill in a way that a verdict depends on: every judge that used the
    /// network is replaced by no_info with this reason.
    std::optional<Reason> vantage;

    const SeenPort* port(std::string_view host, const Address& address, std::uint16_t port) const;
    const ReverseDns* reverse_of(const Address& address) const;
    const Reputation* reputation_of(const Address& address) const;
    const ActiveSeries* series_of(SeriesKind kind, std::string_view host,
                                  const Address& address) const;
};

/// Silence after a TCP connection proves nothing before we have waited this long (FAILURES P3).
inline constexpr base::Duration greeting_patience_max = std::chrono::minutes{5};

/// What a session shows of its port by itself. A port that drops our SYN is unknown(timeout) here.
SeenPort seen(std::shared_ptr<const MailSession> session);

/// What a check wants of the world for one target. Zones are asked of every address of `listings`.
struct Needs {
    std::vector<Endpoint> sessions;
    struct HostAddress {
        std::string host;
        Address address;
        auto operator<=>(const HostAddress&) const = default;
    };
    std::vector<HostAddress> reverse;
    std::vector<HostAddress> listings;
    bool spf = false;  ///< The SPF record of the target's domain.
    /// MAIL and RCPT, where we may (VERDICTS.md, Being allowed to).
    struct Series {
        SeriesKind kind{};
        Endpoint endpoint;
        auto operator<=>(const Series&) const = default;
    };
    std::vector<Series> series;
    /// For whom, and where it may be: app fills both in. Off until somebody says otherwise.
    TargetName series_target;
    ActiveMode active = ActiveMode::off;
    std::vector<HostAddress> reputation;  ///< Graded sources and origin of each address.
    std::string domain_reputation;        ///< Lists of domains, for this one; empty: none.

    void add(const Needs& other);
    bool wants(const Series& one) const { return std::ranges::find(series, one) != series.end(); }
};

}  // namespace mailwatchd::model
