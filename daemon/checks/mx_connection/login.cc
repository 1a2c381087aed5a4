#include "checks/mx_connection/login.h"

#include "checks/mx_connection/findings.h"
#include "checks/ports.h"
#include "checks/series.h"

#include <algorithm>

namespace mailwatchd::checks::mx_connection {

namespace {

enum class Login : std::uint8_t { demanded, not_demanded, unproven };

Login login_of(const model::ActiveSeries& series) {
    const auto* const one = series.find(model::submission_case);
    if (one == nullptr) return Login::unproven;
    if (!model::is_concluded(series, *one)) return Login::unproven;
    if (one->answer == model::Answer::accepted) return Login::not_demanded;
    // A refusal of MAIL may be about the sender. A refusal of the foreign recipient is the proof.
    const bool at_mail = one->rcpt.code == 0;
    const bool by_policy = one->mail.enhanced == "5.7.1" || one->mail.enhanced == "4.7.1";
    return one->answer == model::Answer::needs_auth || !at_mail || by_policy ? Login::demanded
                                                                             : Login::unproven;
}

/// What the server on 587 offers, and the `reason` why nothing is proven.
void report_unproven(const model::MailSession& session, std::string_view reason,
                     model::Report& report) {
    const auto& inside = session.after_tls.mechanisms;
    const auto& clear = session.before_tls.mechanisms;
    std::string detail{reason};
    if (inside.empty() && clear.empty()) detail += "; no login is offered";
    if (!inside.empty()) detail += "; offered over TLS";
    report.findings.push_back(finding(login_unproven, session,
                                      listed(inside.empty() ? clear : inside), std::move(detail)));
}

void report_asked(const model::ActiveSeries& series, const model::MailSession& session,
                  model::Report& report) {
    const auto login = login_of(series);
    const auto* const one = series.find(model::submission_case);
    if (login == Login::unproven) {
        const auto why = series.shortfall();
        const bool deferred = one != nullptr && one->answer == model::Answer::deferred;
        const auto reason = deferred                     ? model::Reason::deferred
                            : why == model::Reason::none ? model::Reason::refused_us
                                                         : why;
        return report_unproven(session, name(reason), report);
    }
    const bool demands = login == Login::demanded;
    report.findings.push_back(
        finding(demands ? login_demanded : submission_open, series, model::transcript(*one)));
    report.measurements.push_back(
        {model::Subject::endpoint(series.endpoint), "login_demanded", demands ? 1.0 : 0.0, "bool"});
    if (!demands && report.score)
        report.score = std::max(0, *report.score - points_off_without_login);
}

}  // namespace

void report_login(const model::World& world, model::Report& report) {
    const auto before = report.score;
    for (const auto& host_address : host_addresses(*world.topology, is_smtp_host)) {
        const auto port = service_at(world, host_address, model::submission);
        if (!port.is_present()) continue;
        const auto seen =
            series_at(world, host_address, model::SeriesKind::submission_auth, model::submission);
        if (seen.series != nullptr)
            report_asked(*seen.series, *port.session, report);
        else
            report_unproven(*port.session, name(seen.reason), report);
    }
    // Deducted once, however many addresses accept mail.
    if (before && report.score < before)
        report.score = std::max(0, *before - points_off_without_login);
}

}  // namespace mailwatchd::checks::mx_connection
