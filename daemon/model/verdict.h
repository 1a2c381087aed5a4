// The customer's three verdicts, and the reasons for no information (docs/verdicts.md; both sets
// are closed).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace mailwatchd::model {

enum class Verdict : std::uint8_t { passed, failed, no_info };

/// Numbers are stored: never change or reuse one.
enum class Reason : std::uint8_t {
    none = 0,  ///< Of passed and failed.
    // Conclusive: they change the standing like a verdict.
    no_service = 1,
    no_mail = 2,
    not_applicable = 3,
    not_authorised = 4,
    not_configured = 5,
    tagging_possible = 6,
    disabled = 7,
    // Inconclusive: they never change it.
    timeout = 8,
    slow_greeting = 9,
    refused_us = 10,
    deferred = 11,
    dns_failure = 12,
    resolver_unfit = 13,
    prober_unhealthy = 14,
    prober_trusted = 15,
    not_trusted = 16,
    too_few_sources = 17,
    no_route = 18,
    address_refused = 19,
    no_credential = 20,
    prober_identity = 21,
    malformed = 22,
    interrupted = 23,
    // Conclusive; later than the others.
    no_such_domain = 24,
    no_mail_host = 25,
};

constexpr bool is_conclusive(Reason reason) {
    return reason <= Reason::disabled || reason == Reason::no_such_domain ||
           reason == Reason::no_mail_host;
}

std::string_view name(Verdict verdict);  ///< "passed", "failed", "no_info".
std::string_view name(Reason reason);    ///< "no_service", …; "" for none.
std::optional<Verdict> verdict_of(std::string_view name);
std::optional<Reason> reason_of(std::string_view name);

}  // namespace mailwatchd::model
