#include "model/active_series.h"

#include "model/active_rules.h"
#include "model/relay_control.h"

#include <algorithm>

namespace mailwatchd::model {

namespace {

constexpr std::array<std::string_view, 3> modes{"own", "off", "all"};
constexpr std::array<std::string_view, 3> kinds{"relay", "spf_enforcement", "submission_auth"};
constexpr std::array<std::string_view, 6> answers{"none",       "accepted", "refused",
                                                  "needs_auth", "deferred", "blocked"};
constexpr std::array<std::string_view, 8> ends{"finished",    "unconnected",     "ungreeted",
                                               "turned_away", "prober_identity", "deferred",
                                               "no_tls",      "broken"};

/// Why a connection failed.
Reason reason_of(const std::optional<base::Failure>& failure) {
    if (!failure) return Reason::interrupted;
    switch (failure->code) {
        case base::Errc::timed_out: return Reason::timeout;
        case base::Errc::unreachable: return Reason::no_route;
        case base::Errc::not_allowed: return Reason::address_refused;
        case base::Errc::malformed:
        case base::Errc::tls_failed: return Reason::malformed;
        case base::Errc::refused:
        case base::Errc::reset: return Reason::refused_us;
        default: return Reason::interrupted;
    }
}

}  // namespace

std::string_view name(ActiveMode mode) { return modes[static_cast<std::size_t>(mode)]; }
std::string_view name(SeriesKind kind) { return kinds[static_cast<std::size_t>(kind)]; }
std::string_view name(Answer answer) { return answers[static_cast<std::size_t>(answer)]; }
std::string_view name(SeriesEnd end) { return ends[static_cast<std::size_t>(end)]; }

bool is_ambiguous_relay_case(std::string_view name) {
    const auto* const found = std::ranges::find(relay_cases, name, &RelayCase::name);
    return found != relay_cases.end() && found->ambiguous;
}

std::string SmtpReply::line() const {
    if (code == 0) return {};
    return text.empty() ? std::to_string(code) : std::to_string(code) + ' ' + text;
}

const SeriesCase* ActiveSeries::find(std::string_view case_name) const {
    const auto found = std::ranges::find(cases, case_name, &SeriesCase::name);
    return found == cases.end() ? nullptr : &*found;
}

Reason ActiveSeries::shortfall() const {
    if (closed != Reason::none) return closed;
    switch (end) {
        case SeriesEnd::finished:
            return accepts_everything(*this) ? Reason::not_trusted : Reason::none;
        case SeriesEnd::turned_away: return Reason::refused_us;
        case SeriesEnd::prober_identity: return Reason::prober_identity;
        case SeriesEnd::deferred: return Reason::deferred;
        case SeriesEnd::no_tls: return Reason::malformed;
        case SeriesEnd::ungreeted:
            return failure && failure->code == base::Errc::timed_out ? Reason::slow_greeting
                                                                     : reason_of(failure);
        case SeriesEnd::unconnected:
        case SeriesEnd::broken: break;
    }
    return reason_of(failure);
}

bool is_concluded(const ActiveSeries& series, const SeriesCase& one) {
    if (one.answer == Answer::accepted) return !accepts_everything(series);
    return is_refusal(one.answer) && series.shortfall() == Reason::none;
}

std::string transcript(const SeriesCase& one) {
    auto text = "MAIL FROM:<" + one.sender + "> " + one.mail.line();
    if (one.rcpt.code != 0) text += ", RCPT TO:<" + one.recipient + "> " + one.rcpt.line();
    return text;
}

std::size_t accepted_unambiguous(const ActiveSeries& series) {
    if (accepts_everything(series)) return 0;
    return static_cast<std::size_t>(std::ranges::count_if(series.cases, [](const SeriesCase& one) {
        return one.answer == Answer::accepted && !is_control(one.name) &&
               !is_ambiguous_relay_case(one.name);
    }));
}

bool accepts_everything(const ActiveSeries& series) {
    const auto* const control = series.find(impossible_case);
    return control != nullptr && control->answer == Answer::accepted &&
           std::ranges::none_of(series.cases,
                                [](const SeriesCase& one) { return is_refusal(one.answer); });
}

}  // namespace mailwatchd::model
