// Does the receiving server refuse mail that fails SPF? README.md is the specification.
#include "checks/check.h"
#include "checks/ports.h"
#include "checks/series.h"
#include "checks/spf_enforcement/findings.h"
#include "checks/spf_enforcement/texts.h"
#include "checks/weights.h"
#include "checks/worst.h"
#include "proto/smtp/answer.h"

#include <algorithm>

namespace mailwatchd::checks::spf_enforcement {

using model::ActiveSeries;
using model::Answer;
using model::Reason;
using model::SeriesCase;

namespace {

/// What one address does with a sender that SPF forbids.
struct Found {
    enum class Kind : std::uint8_t { refuses, accepts, absent, unknown } kind = Kind::unknown;
    Reason reason = Reason::none;          ///< Of `unknown`.
    const ActiveSeries* series = nullptr;  ///< Null if none was run.
    const SeriesCase* decisive = nullptr;  ///< The transaction that decided.
};

/// Ignores the class: "5.7.24" and "4.7.24" both match "7.24".
bool is_enhanced(const model::SmtpReply& reply, std::string_view subject_and_detail) {
    return reply.enhanced.size() > 2 &&
           std::string_view{reply.enhanced}.substr(2) == subject_and_detail;
}

bool speaks_of_spf(const SeriesCase& one) {
    return smtp::speaks_of_spf(one.reply(), smtp::own_words(one));
}

/// The server could not evaluate SPF (RFC 7372 §3.2).
bool is_spf_error(const model::SmtpReply& reply) { return is_enhanced(reply, "7.24"); }
/// The sender's domain accepts no mail (RFC 7505 §4.2), so this sender cannot be used for the test.
bool is_null_mx(const model::SmtpReply& reply) { return is_enhanced(reply, "7.27"); }

/// Not about policy (X.7), but for example about a bad sender address or a full disk (RFC 3463).
bool is_beside_the_point(const SeriesCase& one) {
    const auto& enhanced = one.reply().enhanced;
    return enhanced.size() > 2 && !std::string_view{enhanced}.substr(1).starts_with(".7.") &&
           !speaks_of_spf(one);
}

Reason shortfall(const ActiveSeries& series) {
    const auto why = series.shortfall();
    return why == Reason::none ? Reason::interrupted : why;
}

/// The reason for no_info if the control was not accepted.
Reason why_no_control(const ActiveSeries& series, const SeriesCase& control) {
    switch (control.answer) {
        case Answer::none:
        case Answer::blocked: return shortfall(series);
        case Answer::deferred:
            return is_spf_error(control.reply()) ? Reason::dns_failure : Reason::deferred;
        default: break;
    }
    // It objects to our own sender: our SPF record or our domain.
    const bool is_us = speaks_of_spf(control) || is_null_mx(control.reply());
    if (is_us) return Reason::prober_identity;
    // Another recipient can be set.
    const bool is_recipient = smtp::is_no_such_mailbox(control.reply(), smtp::own_words(control));
    return is_recipient ? Reason::not_configured : Reason::refused_us;
}

/// The reason for no_info if the spoof was refused, but not because of SPF. Empty if it was.
std::optional<Reason> why_no_pass(const SeriesCase& spoof) {
    const auto& reply = spoof.reply();
    if (is_spf_error(reply)) return Reason::dns_failure;
    if (is_null_mx(reply)) return Reason::not_configured;
    if (spoof.answer == Answer::needs_auth || is_beside_the_point(spoof)) return Reason::refused_us;
    return std::nullopt;
}

Found unknown(Reason why, const ActiveSeries* series, const SeriesCase* decisive) {
    return {Found::Kind::unknown, why, series, decisive};
}

Found read_spoof(const ActiveSeries& series, const SeriesCase& spoof) {
    switch (spoof.answer) {
        case Answer::none:
        case Answer::blocked: return unknown(shortfall(series), &series, &spoof);
        case Answer::deferred:
            return unknown(is_spf_error(spoof.reply()) ? Reason::dns_failure : Reason::deferred,
                           &series, &spoof);
        case Answer::accepted: return {Found::Kind::accepts, Reason::none, &series, &spoof};
        case Answer::refused:
        case Answer::needs_auth: break;
    }
    if (const auto why = why_no_pass(spoof)) return unknown(*why, &series, &spoof);
    return {Found::Kind::refuses, Reason::none, &series, &spoof};
}

Found read(const model::World& world, const HostAddress& host_address) {
    const auto seen =
        series_at(world, host_address, model::SeriesKind::spf_enforcement, model::smtp);
    if (seen.is_absent) return {Found::Kind::absent, Reason::none, nullptr, nullptr};
    if (seen.series == nullptr) return unknown(seen.reason, nullptr, nullptr);
    const auto& series = *seen.series;
    const auto* const control = series.find(model::control_case);
    const auto* const spoof = series.find(model::spoof_case);
    if (control == nullptr || spoof == nullptr) return unknown(shortfall(series), &series, nullptr);
    if (control->answer != Answer::accepted)
        return unknown(why_no_control(series, *control), &series, control);
    return read_spoof(series, *spoof);
}

/// One address that accepts decides: a forger would choose that one. Unknown addresses count only
/// if nothing else is known.
model::Report conclude(const std::vector<Found>& found, bool no_content_filter, Reason empty) {
    const auto any = [&](Found::Kind kind) {
        return std::ranges::any_of(found, [&](const Found& one) { return one.kind == kind; });
    };
    if (any(Found::Kind::accepts))
        return no_content_filter ? model::Report::failed(0)
                                 : model::Report::no_info(Reason::tagging_possible);
    if (any(Found::Kind::refuses)) return model::Report::passed(100);
    for (const auto& one : found)
        if (one.kind == Found::Kind::unknown) return model::Report::no_info(one.reason);
    return model::Report::no_info(empty);
}

/// Why there is nothing to test: no address offers the service, or not all were heard.
Reason why_none(const model::World& world, const std::vector<HostAddress>& where) {
    if (const auto why = unseen_hosts(*world.topology, is_mail_host)) return *why;
    if (where.empty()) return Reason::no_mail_host;
    const bool any_silent = std::ranges::any_of(
        where, [&](const HostAddress& host_address) { return is_silent(world, host_address); });
    return any_silent ? Reason::timeout : Reason::no_service;
}

void report_findings(const Found& one, const HostAddress& host_address, bool no_content_filter,
                     model::Report& report) {
    const auto transcript =
        one.decisive != nullptr ? model::transcript(*one.decisive) : std::string{};
    switch (one.kind) {
        case Found::Kind::refuses:
            report.findings.push_back(finding(forgery_refused, *one.series, transcript));
            return;
        case Found::Kind::accepts:
            report.findings.push_back(finding(no_content_filter ? not_enforced : forgery_accepted,
                                              *one.series, transcript));
            return;
        case Found::Kind::absent: return;
        case Found::Kind::unknown: break;
    }
    const auto subject = model::Subject::address(host_address.host.name, host_address.address);
    std::string why{name(one.reason)};
    if (one.decisive != nullptr && one.decisive->mail.code != 0)
        report.findings.push_back({&not_concluded, subject, transcript, std::move(why)});
    else if (one.series != nullptr)
        report.findings.push_back({&not_concluded, subject, last_reply(*one.series),
                                   std::move(why.append(": ").append(ending(*one.series)))});
    else
        report.findings.push_back({&not_concluded, subject, {}, std::move(why)});
}

model::Needs needs_of(const model::Topology& topology, const NoSettings&) {
    model::Needs needs;
    if (!without_mail(topology))
        need_series(needs, topology, is_mail_host, model::SeriesKind::spf_enforcement, model::smtp);
    return needs;
}

model::Report judge(const model::World& world, const NoSettings&) {
    if (const auto why = no_ground(world)) return model::Report::no_info(*why);
    if (const auto why = without_mail(*world.topology)) return model::Report::no_info(*why);
    const auto where = host_addresses(*world.topology, is_mail_host);
    std::vector<Found> found;
    found.reserve(where.size());
    for (const auto& host_address : where) found.push_back(read(world, host_address));
    auto report = conclude(found, world.no_content_filter, why_none(world, where));
    // If no address was tested, the reason of the verdict is enough.
    const bool any_asked =
        std::ranges::any_of(found, [](const Found& one) { return one.series != nullptr; });
    for (std::size_t i = 0; any_asked && i < found.size(); ++i)
        report_findings(found[i], where[i], world.no_content_filter, report);
    return report;
}

}  // namespace

constexpr std::string_view readings[] = {"mx", "port"};

extern const Check check;
constinit const Check check = describe<NoSettings, needs_of, judge>(
    "spf_enforcement", "SPF enforcement", weight_of("spf_enforcement"), readings, kinds, texts);

}  // namespace mailwatchd::checks::spf_enforcement
