// The operator's rules for MAIL and RCPT: at which hosts, with which senders and recipients
// (docs/verdicts.md, Active tests).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mailwatchd::model {

/// `own`: at hosts in the target's organisational domain and at hosts that the operator names;
/// `off`: nowhere; `all`: at every host of the target, for operators who are allowed to.
enum class ActiveMode : std::uint8_t { own, off, all };
std::string_view name(ActiveMode mode);

struct ActiveRules {
    ActiveMode mode = ActiveMode::own;  ///< A target may override it.
    std::vector<std::string> hosts;     ///< Names (with the names below them) and addresses.
    std::string helo_name;
    std::optional<std::string> relay_recipient;  ///< A mailbox; default: made from `helo_name`.
    std::optional<std::string> spoof_sender;     ///< A mailbox; default: found among `domains`.
    std::optional<std::string> control_sender;   ///< A mailbox; default: made from `helo_name`.
    std::string recipient_user = "postmaster";   ///< Local part of the recipient at a target.
    bool no_content_filter = false;    ///< Accepting a spoofed sender means that SPF has no effect.
    std::vector<std::string> domains;  ///< Configured targets that are domains.
};

}  // namespace mailwatchd::model
