// The customer's three words and why there is no information (VERDICTS.md; both sets are closed).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace mailwatchd::model {

enum class Verdict : std::uint8_t { passed, failed, no_info };

enum class Reason : std::uint8_t {
    none,  ///< Passed and failed need no reason.
    // Conclusive: they move the standing like any verdict.
    no_service,
    no_mail,
    not_applicable,
    not_authorised,
    not_configured,
    tagging_possible,
    disabled,
    // Inconclusive: they never do.
    timeout,
    slow_greeting,
    refused_us,
    deferred,
    dns_failure,
    resolver_unfit,
    vantage_ill,
    vantage_trusted,
    not_trusted,
    too_few_sources,
    no_route,
    address_refused,
    no_credential,
    our_identity,
    malformed,
    interrupted,
};

constexpr bool is_conclusive(Reason reason) { return reason <= Reason::disabled; }

std::string_view name(Verdict verdict);  ///< "passed", "failed", "no_info".
std::string_view name(Reason reason);    ///< "no_service", …; "" for none.
std::optional<Verdict> verdict_of(std::string_view name);
std::optional<Reason> reason_of(std::string_view name);

}  // namespace mailwatchd::model
