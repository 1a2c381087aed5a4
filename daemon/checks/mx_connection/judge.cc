// Can other servers deliver mail to the target? README.md is the specification.
#include "checks/check.h"
#include "checks/mx_connection/answers.h"
#include "checks/mx_connection/findings.h"
#include "checks/mx_connection/login.h"
#include "checks/mx_connection/report_findings.h"
#include "checks/mx_connection/texts.h"
#include "checks/ports.h"
#include "checks/series.h"
#include "checks/weights.h"

#include <algorithm>
#include <cassert>

namespace mailwatchd::checks::mx_connection {

using model::Reason;

namespace {

/// No mail arrives, but a submission port answers: passed, as the customer specified.
constexpr int score_without_25 = 10;

using Exchangers = std::span<const Exchanger>;

/// The first host's reason. Any other reason takes precedence over `address_refused`, which says
/// least.
std::optional<Reason> undecided(Exchangers exchangers, Answer Exchanger::*port) {
    std::optional<Reason> why;
    for (const auto& one : exchangers) {
        const auto& answer = one.*port;
        if (!answer.is_undecided()) continue;
        if (answer.reason != Reason::address_refused) return answer.reason;
        why = answer.reason;
    }
    return why;
}

/// Port 25 comes first: the check's question is about it.
std::optional<Reason> undecided(Exchangers exchangers) {
    for (const auto port : {&Exchanger::on_25, &Exchanger::on_465, &Exchanger::on_587})
        if (const auto why = undecided(exchangers, port)) return why;
    return std::nullopt;
}

/// Percentage of the conclusive hosts that answer on 25. Requires at least one conclusive host.
int share_on_25(Exchangers exchangers) {
    const auto answering =
        std::ranges::count_if(exchangers, [](const Exchanger& one) { return one.on_25.answers(); });
    const auto silent = std::ranges::count_if(
        exchangers, [](const Exchanger& one) { return one.on_25.is_silent(); });
    const auto all = answering + silent;
    assert(all > 0);
    return static_cast<int>((100 * answering + all / 2) / all);
}

model::Report without_25(Exchangers exchangers, const model::Subject& subject) {
    if (const auto why = undecided(exchangers, &Exchanger::on_25))
        return model::Report::no_info(*why);
    auto report = model::Report::passed(score_without_25);
    report.findings.push_back({&port_25_closed, subject, {}});
    return report;
}

model::Report without_answer(Exchangers exchangers, const model::Subject& subject) {
    if (const auto why = undecided(exchangers)) return model::Report::no_info(*why);
    auto report = model::Report::failed(0);
    report.findings.push_back({&all_silent, subject, {}});
    return report;
}

model::Report judge_answers(Exchangers exchangers, const model::Subject& subject) {
    if (exchangers.empty()) return model::Report::no_info(Reason::no_mail_host);
    if (!std::ranges::any_of(exchangers, &Exchanger::answers))
        return without_answer(exchangers, subject);
    const bool receives =
        std::ranges::any_of(exchangers, [](const Exchanger& one) { return one.on_25.answers(); });
    return receives ? model::Report::passed(share_on_25(exchangers))
                    : without_25(exchangers, subject);
}

/// A target that is a host name or an address, without an MX record: it is not meant to receive
/// mail, and may serve mailboxes only.
bool is_bare_host(const model::Topology& topology) {
    using Mail = model::Topology::Mail;
    return topology.mail == Mail::not_asked ||
           (topology.mail == Mail::implicit &&
            topology.target.kind == model::TargetKind::subdomain);
}

model::Needs needs_of(const model::Topology& topology, const NoSettings&) {
    model::Needs needs;
    if (without_mail(topology)) return needs;
    need_sessions(needs, topology, is_smtp_host,
                  {model::smtp, model::submissions, model::submission});
    need_series(needs, topology, is_smtp_host, model::SeriesKind::submission_auth,
                model::submission);
    return needs;
}

model::Report judge(const model::World& world, const NoSettings&) {
    auto why = no_ground(world);
    if (why && (world.prober || !world.topology)) return model::Report::no_info(*why);
    const auto& topology = *world.topology;
    if (!why) why = without_mail(topology);
    if (why) {
        auto report = model::Report::no_info(*why);
        report_topology(topology, report);
        return report;
    }
    const auto found = exchangers(world);
    auto report = judge_answers(found, model::Subject::name(topology.target.name));
    if (report.verdict == model::Verdict::failed && is_bare_host(topology))
        return model::Report::no_info(any_silent(world, is_mail_host) ? Reason::timeout
                                                                      : Reason::no_service);
    report_topology(topology, report);
    report_exchangers(found, report);
    report_ports(world, report);
    report_login(world, report);
    return report;
}

}  // namespace

constexpr std::string_view readings[] = {"mx", "port"};

extern const Check check;
constinit const Check check = describe<NoSettings, needs_of, judge>(
    "mx_connection", "MX connection", weight_of("mx_connection"), readings, kinds, texts);

}  // namespace mailwatchd::checks::mx_connection
