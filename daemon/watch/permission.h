// Decides whether MAIL and RCPT may be sent to an endpoint for a target, and if not, why
// (docs/verdicts.md, Active tests). All active probes ask here first. Pure.
#pragma once

#include "base/time.h"
#include "model/active_rules.h"
#include "model/active_series.h"
#include "model/topology.h"

#include <optional>
#include <string>
#include <vector>

namespace mailwatchd::watch {

/// The prober as seen by a server that it connects to from `address`.
struct Ourselves {
    model::Address address;
    base::Instant taken_at;
    enum class Reverse : std::uint8_t {
        confirmed,  ///< One of the address's names resolves back to it.
        missing,
        unknown,  ///< The DNS gave no answer.
    } reverse = Reverse::unknown;
    /// Block lists that passed their self-test and list the address.
    std::vector<std::string> listed_by;
    /// Domains whose SPF result for it is fail: usable as spoofed senders.
    std::vector<std::string> spoofs;
    /// Whether SPF allows the control sender (pass or none). Nothing: the DNS failed.
    std::optional<bool> control_passes;
};

/// The arguments of `why_closed`.
struct ActiveAsk {
    model::SeriesKind kind = model::SeriesKind::relay;
    const model::TargetName* target = nullptr;
    const model::Endpoint* endpoint = nullptr;
    model::ActiveMode mode = model::ActiveMode::own;
    /// Source address of the connection; nothing if there is no route.
    std::optional<model::Address> source;
    std::optional<base::Instant> blocked_until;  ///< Backoff of the provider.
    base::Instant now;
    /// Null before the first check of the prober; then it forbids nothing.
    const Ourselves* ourselves = nullptr;
};

/// The reason that forbids the series; `none` if it is allowed. Conditions that need no network
/// come first, so that no lookups about the prober are made for a host that is skipped anyway.
model::Reason why_closed(const model::ActiveRules& rules, const ActiveAsk& ask);

/// The host is the operator's own, or the operator allows it.
bool is_authorised(const model::ActiveRules& rules, model::ActiveMode mode,
                   const model::TargetName& target, const model::Endpoint& endpoint);

/// A mailbox at a domain that the target's hosts receive no mail for. Nothing if the only known
/// mailbox is the target's own.
std::optional<std::string> relay_recipient(const model::ActiveRules& rules,
                                           const model::TargetName& target);

/// The forged sender at `domain`: the configured mailbox if there is one.
std::string spoof_mailbox(const model::ActiveRules& rules, const std::string& domain);

/// A mailbox at another domain of the operator whose SPF record forbids the prober's address.
std::optional<std::string> spoof_sender(const model::ActiveRules& rules,
                                        const model::TargetName& target,
                                        const Ourselves& ourselves);

/// A mailbox at the prober's own domain. Nothing if the EHLO name has no domain.
std::optional<std::string> control_sender(const model::ActiveRules& rules);

/// "postmaster@example.org" or "postmaster@[192.0.2.1]".
std::string target_recipient(const model::ActiveRules& rules, const model::TargetName& target);

/// The domain that a target's mail belongs to: its name, or its address as a literal.
std::string mail_domain(const model::TargetName& target);

/// The provider of a server that rejected the prober: the organisational domain of its host, or its
/// address if there is no name.
std::string provider_of(const model::Endpoint& endpoint);

/// How long such a provider's hosts get no active test (docs/verdicts.md).
inline constexpr base::Duration backoff = std::chrono::hours{24 * 7};

}  // namespace mailwatchd::watch
