// Active tests (docs/verdicts.md): whether MAIL and RCPT may be said to an endpoint for a target,
// and if not, why. All of it is decided here; who is active asks first. Pure.
#pragma once

#include "base/time.h"
#include "model/active_rules.h"
#include "model/active_series.h"
#include "model/topology.h"

#include <optional>
#include <string>
#include <vector>

namespace mailwatchd::watch {

/// Ourselves as a server sees us that we connect to from `address`.
struct Ourselves {
    model::Address address;
    base::Instant taken_at;
    enum class Reverse : std::uint8_t {
        confirmed,  ///< Some name of the address leads back to it.
        missing,
        unknown,  ///< The DNS did not say.
    } reverse = Reverse::unknown;
    std::vector<std::string> listed_by;  ///< Proven lists that name the address.
    std::vector<std::string> spoofs;     ///< Domains whose SPF says fail for it, fit to be spoofed.
    /// SPF says of the control sender that we may use it: pass or none. Nothing: the DNS failed.
    std::optional<bool> control_passes;
};

/// One question to `why_closed`.
struct ActiveAsk {
    model::SeriesKind kind = model::SeriesKind::relay;
    const model::TargetName* target = nullptr;
    const model::Endpoint* endpoint = nullptr;
    model::ActiveMode mode = model::ActiveMode::own;
    std::optional<model::Address> source;        ///< We would connect from it; nothing: no way.
    std::optional<base::Instant> blocked_until;  ///< The provider sent us away until then.
    base::Instant now;
    const Ourselves* ourselves = nullptr;  ///< Null before we looked: then it closes nothing.
};

/// None where the series may be taken. What costs no question to the network goes first, so that
/// nobody is asked about ourselves for a host that we would leave alone anyway.
model::Reason why_closed(const model::ActiveRules& rules, const ActiveAsk& ask);

/// The host is the operator's own, or he says that we may.
bool is_authorised(const model::ActiveRules& rules, model::ActiveMode mode,
                   const model::TargetName& target, const model::Endpoint& endpoint);

/// A mailbox that the target's hosts receive no mail for; nothing where the only one known is the
/// target's own.
std::optional<std::string> relay_recipient(const model::ActiveRules& rules,
                                           const model::TargetName& target);

/// The mailbox that a sender at `domain` is forged as: the configured one where there is one.
std::string spoof_mailbox(const model::ActiveRules& rules, const std::string& domain);

/// A mailbox at a domain of the operator, other than the target's, that forbids us to use it.
std::optional<std::string> spoof_sender(const model::ActiveRules& rules,
                                        const model::TargetName& target,
                                        const Ourselves& ourselves);

/// A mailbox at our own domain; nothing where EHLO's name has none.
std::optional<std::string> control_sender(const model::ActiveRules& rules);

/// "postmaster@example.org", "postmaster@[192.0.2.1]".
std::string target_recipient(const model::ActiveRules& rules, const model::TargetName& target);

/// Whose mail a target is about: its name, or its address as a literal.
std::string mail_domain(const model::TargetName& target);

/// Who a server that sends us away belongs to: the organisational domain of its host, or the
/// address where there is no name.
std::string provider_of(const model::Endpoint& endpoint);

/// How long such a provider's hosts see no active test (docs/verdicts.md, Active tests).
inline constexpr base::Duration keep_off = std::chrono::hours{24 * 7};

}  // namespace mailwatchd::watch
