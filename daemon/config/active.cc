#include "config/active.h"

#include "config/values.h"
#include "model/address.h"

#include <algorithm>
#include <array>

namespace mailwatchd::config {

namespace {

constexpr std::size_t local_part_bytes_max = 64;  // RFC 5321 §4.5.3.1.1

/// A dot-atom (RFC 5322 §3.2.3): what needs no quotes in a command.
bool is_local_part(std::string_view text) {
    if (text.empty() || text.size() > local_part_bytes_max) return false;
    if (text.front() == '.' || text.back() == '.' || text.find("..") != std::string_view::npos)
        return false;
    return std::ranges::all_of(text, [](char c) {
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        return letter || (c >= '0' && c <= '9') ||
               std::string_view{"!#$&'*+-/=?^_`{|}~."}.find(c) != std::string_view::npos;
    });
}

/// "user@example.net" with its domain as A-labels; nothing, and a problem, if it is invalid.
std::optional<std::string> mailbox(Section& section, std::string_view key,
                                   const Located<std::string>& text) {
    const auto at = text.value.rfind('@');
    const auto user = text.value.substr(0, at);
    const auto domain =
        base::DomainName::parse(at == std::string::npos ? "" : text.value.substr(at + 1));
    if (is_local_part(user) && domain && domain->parent()) return user + '@' + domain->text();
    section.problem(
        text.at, key,
        found_but_want(text.value, "a mailbox such as \"mailwatchd-probe@example.net\""));
    return std::nullopt;
}

/// An empty string means absent.
std::optional<std::string> read_mailbox(Section& section, std::string_view key) {
    const auto text = section.text(key);
    if (!text || text->value.empty()) return std::nullopt;
    return mailbox(section, key, *text);
}

std::optional<std::string> read_spoof_sender(Section& section) {
    constexpr std::string_view key = "spf_reject_sender";
    const auto text = section.text(key);
    if (!text || text->value == "auto") return std::nullopt;
    return mailbox(section, key, *text);
}

std::optional<std::string> host_or_address(const std::string& text) {
    if (const auto address = model::Address::parse(text)) return address->text();
    const auto name = base::DomainName::parse(text);
    // A top-level domain would match far too many hosts.
    return name && name->parent() ? std::optional{name->text()} : std::nullopt;
}

}  // namespace

model::ActiveMode read_active_mode(Section& section, model::ActiveMode fallback) {
    constexpr std::array modes{model::ActiveMode::own, model::ActiveMode::off,
                               model::ActiveMode::all};
    const auto text =
        section.choice("active", name(fallback), {name(modes[0]), name(modes[1]), name(modes[2])});
    return *std::ranges::find(modes, text, [](auto mode) { return name(mode); });
}

model::ActiveRules read_active(Section& section) {
    model::ActiveRules rules;
    rules.mode = read_active_mode(section, rules.mode);
    rules.hosts = parse_all<std::string>(
        section, "active_hosts", section.texts("active_hosts"),
        "a host or domain such as \"mx.example.net\", or an address", host_or_address);
    rules.relay_recipient = read_mailbox(section, "relay_recipient");
    rules.spoof_sender = read_spoof_sender(section);
    rules.control_sender = read_mailbox(section, "control_sender");
    if (const auto user = section.text("probe_recipient")) {
        rules.recipient_user = user->value;
        if (!is_local_part(user->value))
            section.problem(user->at, "probe_recipient",
                            found_but_want(user->value, "the part of a mailbox before its @"));
    }
    rules.no_content_filter = section.flag("spf_no_content_filter", rules.no_content_filter);
    return rules;
}

}  // namespace mailwatchd::config
