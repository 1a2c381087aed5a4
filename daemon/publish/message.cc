#include "publish/message.h"

#include "base/escape.h"
#include "watch/certificate.h"

#include <algorithm>

namespace mailwatchd::publish {

namespace {

using model::Transition;
using model::TransitionKind;

/// "mx1.example.org [192.0.2.25]", or the host alone.
std::string host_of(const Transition& transition) {
    std::string text = base::escape(transition.subject.host());
    if (const auto address = transition.subject.ip(); address && address->text() != text)
        text.append(" [").append(address->text()).append("]");
    return text;
}

/// "port 110 (POP3) on mx1.example.org [192.0.2.25]", or what the subject has of it.
std::string place_of(const Transition& transition) {
    const auto port = transition.subject.port();
    if (!port) return host_of(transition);
    auto text = "port " + std::to_string(*port);
    if (const auto* service = model::service_of(*port))
        text.append(" (").append(service->name).append(")");
    return text.append(" on ").append(host_of(transition));
}

std::string shown(std::string_view value) {
    return value.empty() ? "unknown" : base::escape(value);
}

/// " is now open (was closed)".
std::string is_now(const Transition& transition, std::string_view is = " is now ") {
    return std::string{is} + shown(transition.new_value) + " (was " + shown(transition.old_value) +
           ")";
}

/// The value of a certificate reading in words: "trusted, from R3 for mx1.example.org (EC 256)".
std::string certificate_words(std::string_view value) {
    const auto facts = watch::parse_certificate(value);
    return shown(std::string{facts.chain}
                     .append(", from ")
                     .append(facts.issuer)
                     .append(" for ")
                     .append(facts.names)
                     .append(" (")
                     .append(facts.key)
                     .append(")"));
}

std::string certificate_change(const Transition& transition, std::string_view how) {
    return "the certificate of " + place_of(transition) + std::string{how} + ": now " +
           certificate_words(transition.new_value) + "; was " +
           certificate_words(transition.old_value);
}

std::string about_host(const Transition& transition) {
    const auto argument = base::escape(transition.argument);
    switch (transition.kind) {
        case TransitionKind::dnsbl_listed:
            return host_of(transition) + " is now listed by " + argument;
        case TransitionKind::dnsbl_delisted:
            return host_of(transition) + " is no longer listed by " + argument;
        case TransitionKind::relay_accepted:
            return place_of(transition) +
                   " now accepts a recipient elsewhere from a stranger (relay case " + argument +
                   ")";
        case TransitionKind::relay_refused:
            return place_of(transition) +
                   " no longer accepts a recipient elsewhere from a stranger (relay case " +
                   argument + ")";
        case TransitionKind::cleartext_login_offered:
            return place_of(transition) + " now takes logins in the clear";
        case TransitionKind::cleartext_login_withdrawn:
            return place_of(transition) + " no longer takes logins in the clear";
        case TransitionKind::starttls_lost: return place_of(transition) + " no longer offers TLS";
        case TransitionKind::starttls_gained: return place_of(transition) + " now offers TLS";
        case TransitionKind::ptr_changed:
            return "reverse DNS of " + host_of(transition) + is_now(transition);
        case TransitionKind::certificate_renewed:
            return certificate_change(transition, " was renewed");
        case TransitionKind::certificate_worse: return certificate_change(transition, " got worse");
        case TransitionKind::software_changed:
            return "the software of " + place_of(transition) + is_now(transition);
        default: return place_of(transition) + is_now(transition);
    }
}

std::string about_ourselves(const Transition& transition) {
    const auto argument = base::escape(transition.argument);
    switch (transition.kind) {
        case TransitionKind::vantage_ill:
            return "we are ill (" + argument + "): verdicts that depend on it are frozen";
        case TransitionKind::vantage_well: return "we are well again (" + argument + ")";
        case TransitionKind::zone_retired:
            return "block list " + host_of(transition) + " is out of the count" +
                   is_now(transition, ": ");
        case TransitionKind::zone_returned:
            return "block list " + host_of(transition) + " counts again" + is_now(transition, ": ");
        default: return "the rules of judging changed" + is_now(transition, ": now ");
    }
}

std::string about_target(const Transition& transition) {
    switch (transition.kind) {
        case TransitionKind::mx_changed:
            return "the MX set of " + host_of(transition) + is_now(transition);
        case TransitionKind::spf_changed:
            return "the SPF record of " + host_of(transition) + is_now(transition);
        case TransitionKind::verdict_failed:
        case TransitionKind::verdict_passed:
            return "check " + base::escape(transition.argument) + is_now(transition);
        case TransitionKind::flapping:
            return reading_of(transition) + " of " + place_of(transition) +
                   " is flapping: its changes are not told until it rests";
        default:
            return host_of(transition) + " is gone: it has neither MX nor address" +
                   is_now(transition, "; MX: ");
    }
}

std::string predicate(const Transition& transition) {
    switch (transition.kind) {
        case TransitionKind::vantage_ill:
        case TransitionKind::vantage_well:
        case TransitionKind::zone_retired:
        case TransitionKind::zone_returned:
        case TransitionKind::rules_changed: return about_ourselves(transition);
        case TransitionKind::mx_changed:
        case TransitionKind::spf_changed:
        case TransitionKind::verdict_failed:
        case TransitionKind::verdict_passed:
        case TransitionKind::flapping:
        case TransitionKind::target_gone: return about_target(transition);
        default: return about_host(transition);
    }
}

/// "a, b and 290 more": at most `named` of `all`, out of `total`.
std::string some_of(const std::vector<std::string>& all, std::size_t named, std::size_t total) {
    const auto shown = std::min(all.size(), named);
    std::string text;
    for (std::size_t i = 0; i < shown; ++i)
        text.append(i == 0 ? "" : ", ").append(base::escape(all[i]));
    if (total > shown) text.append(" and ").append(std::to_string(total - shown)).append(" more");
    return text;
}

}  // namespace

std::string reading_of(const Transition& transition) {
    model::Reading reading;
    reading.name = transition.name;
    reading.argument = transition.argument;
    return base::escape(reading.full_name(), field_bytes_max);
}

std::size_t consequences_total(const Transition& transition) {
    return std::max(transition.consequences_total, transition.consequences.size());
}

std::string message(const Transition& transition) {
    std::string text;
    if (!transition.targets.empty())
        text =
            some_of(transition.targets, model::named_targets_max, transition.targets_total) + ": ";
    text += predicate(transition);
    const auto& verdicts = transition.consequences;
    if (!verdicts.empty())
        text += "; " + some_of(verdicts, told_consequences_max, consequences_total(transition));
    return text;
}

}  // namespace mailwatchd::publish
