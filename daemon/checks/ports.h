// What a port tells a check about the service that should be there.
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
        present,    ///< It greeted us: `session` is there.
        absent,     ///< Closed, filtered, or something else speaks there.
        undecided,  ///< `reason` says why.
    };
    State state = State::undecided;
    model::Reason reason = model::Reason::none;
    const model::MailSession* session = nullptr;

    bool is_present() const { return state == State::present; }
    bool is_absent() const { return state == State::absent; }
    bool is_undecided() const { return state == State::undecided; }
};

/// The service on one port of one address. A server that accepts and keeps silent, or ends the
/// connection without a word, leaves us undecided: it may talk to others.
ServiceSeen service_at(const model::World& world, const Spot& spot, const model::Service& service);

/// Why a greeted session shows nothing of what the server offers in the clear; nothing where it
/// does. A server that sends us away may treat others differently (failures P4, P12).
std::optional<model::Reason> why_mute(const model::MailSession& session);

/// A password or token is taken in the clear, as far as the session shows.
bool shows_clear_login(const model::MailSession& session);

/// A POP3 server that does not know CAPA (RFC 2449 is an extension): it can't say what it offers.
bool lacks_capa(const model::MailSession& session);

/// How long until the greeting stood, as a gauge and never a verdict.
model::Measurement greeting_seconds(const model::MailSession& session);

/// The session as a finding of `kind`; `evidence` is raw.
model::Finding finding(const model::FindingKind& kind, const model::MailSession& session,
                       std::string evidence);

/// Lines or names as one piece of evidence: comma separated and bounded.
std::string listed(const std::vector<std::string>& lines);

/// The capability lines that a client sees in the clear.
std::string offers_in_clear(const model::MailSession& session);

/// What the greeting says, with the software's name in front where we know it.
std::string greeting_with_software(const model::MailSession& session);

/// Raw bytes of evidence that a finding carries.
inline constexpr std::size_t evidence_bytes_max = 512;
std::string bounded(std::string_view raw);

}  // namespace mailwatchd::checks
