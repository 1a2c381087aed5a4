#include "model/verdict.h"

#include <algorithm>
#include <array>

namespace mailwatchd::model {

namespace {

constexpr std::array<std::string_view, 3> verdicts{"passed", "failed", "no_info"};

constexpr std::array<std::string_view, 26> reasons{
    "",
    "no_service",
    "no_mail",
    "not_applicable",
    "not_authorised",
    "not_configured",
    "tagging_possible",
    "disabled",
    "timeout",
    "slow_greeting",
    "refused_us",
    "deferred",
    "dns_failure",
    "resolver_unfit",
    "prober_unhealthy",
    "prober_trusted",
    "not_trusted",
    "too_few_sources",
    "no_route",
    "address_refused",
    "no_credential",
    "prober_identity",
    "malformed",
    "interrupted",
    "no_such_domain",
    "no_mail_host",
};
static_assert(reasons.size() == static_cast<std::size_t>(Reason::no_mail_host) + 1);

template <class Enum, std::size_t N>
std::optional<Enum> value_of(const std::array<std::string_view, N>& names, std::string_view name) {
    const auto* const found = std::ranges::find(names, name);
    if (found == names.end()) return std::nullopt;
    return static_cast<Enum>(found - names.begin());
}

}  // namespace

std::string_view name(Verdict verdict) { return verdicts[static_cast<std::size_t>(verdict)]; }
std::string_view name(Reason reason) { return reasons[static_cast<std::size_t>(reason)]; }
std::optional<Verdict> verdict_of(std::string_view name) {
    return value_of<Verdict>(verdicts, name);
}
std::optional<Reason> reason_of(std::string_view name) { return value_of<Reason>(reasons, name); }

}  // namespace mailwatchd::model
