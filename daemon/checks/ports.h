// The mail service that a check sees on a port.
#pragma once

#include "checks/hosts.h"
#include "model/report.h"
#include "model/world.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mailwatchd::checks {

struct ServiceSeen {
    enum class State : std::uint8_t {
        present,    ///< It greeted us: `session` is set.
        absent,     ///< Closed, filtered, or another protocol.
        undecided,  ///< `reason` says why.
    };
    State state = State::undecided;
    model::Reason reason = model::Reason::none;
    const model::MailSession* session = nullptr;

    bool is_present() const { return state == State::present; }
    bool is_absent() const { return state == State::absent; }
    bool is_undecided() const { return state == State::undecided; }
};

/// The service on one port of one address. A server that accepts the connection and sends nothing,
/// or closes it without a reply, is undecided: it may answer others.
ServiceSeen service_at(const model::World& world, const HostAddress& host_address,
                       const model::Service& service);

/// Why a greeting refuses: it is about our name (`prober_identity`), for now (`deferred`), or about
/// us (`refused_us`). Requires `greeting_refuses` of an SMTP session.
model::Reason why_refused(const model::MailSession& session);

/// No port of the address answers, not even with a refusal. The host may be down: that it does not
/// offer a service is not known.
bool is_silent(const model::World& world, const HostAddress& host_address);
/// Whether any address of these hosts is silent.
bool any_silent(const model::World& world, HostFilter filter);

/// Why a session with a greeting does not show what the server offers unencrypted; empty if it
/// does. A server that refuses us may treat others differently (failures P4, P12), and a session
/// that ended before the answer shows nothing.
std::optional<model::Reason> why_mute(const model::MailSession& session);

/// The session shows that the server accepts an unencrypted password or token.
bool shows_clear_login(const model::MailSession& session);

/// A POP3 server without CAPA (RFC 2449 is an extension): it cannot announce what it offers.
bool lacks_capa(const model::MailSession& session);

/// Time until the greeting was complete: a gauge, never part of the verdict.
model::Measurement greeting_seconds(const model::MailSession& session);

/// Why the session was cut off after a greeting that welcomed us, before the server said what it
/// offers. Empty if it was not.
std::optional<model::Reason> why_cut_off(const model::MailSession& session);

/// Why TLS that was offered did not come about: what ended the upgrade, or the session inside it.
model::Reason why_not_secured(const model::MailSession& session);

/// A finding of `kind` at the session's endpoint; `evidence` and `detail` are raw.
model::Finding finding(const model::FindingKind& kind, const model::MailSession& session,
                       std::string evidence, std::string detail = {});

/// How a session ended early, in our words: "waiting for STARTTLS: no answer in time". Empty if it
/// did not.
std::string ending(const model::MailSession& session);

/// Joins lines or names with commas; bounded.
std::string listed(const std::vector<std::string>& lines);

/// The capability lines before TLS.
std::string offers_in_clear(const model::MailSession& session);

/// A finding whose evidence is the greeting, and whose detail is the software, if it is known.
model::Finding greeting_finding(const model::FindingKind& kind, const model::MailSession& session);

/// A finding about a port that accepts connections without the greeting of its service: the first
/// bytes that came instead, and what they look like.
model::Finding ungreeted_finding(const model::FindingKind& kind, const model::MailSession& session);

/// Longest evidence of a finding, in raw bytes.
inline constexpr std::size_t evidence_bytes_max = 512;
std::string bounded(std::string_view raw);

}  // namespace mailwatchd::checks
