#include "publish/metrics/metrics.h"

#include "publish/metrics/sample_line.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>
#include <utility>

namespace mailwatchd::publish {

namespace {

using model::TargetState;
using model::Verdict;

/// Bytes charged to the budget for each visited row, besides its output: families that are absent
/// for most rows must not block the loop.
constexpr std::size_t row_cost = 4;

SampleLine placed(std::string& out, const Family& family, const model::Subject& subject) {
    const auto [address, port] = subject.place();
    SampleLine series{out, family};
    series.label("host", subject.host()).label("address", address);
    if (!port.empty()) series.label("port", port);
    return series;
}

struct DnsblLine {
    std::optional<model::DnsblClass> dnsbl_class;
    std::optional<bool> is_up;  ///< Empty before the first self-test.
};

/// Up if the list is proven for one family: its listings come only from that family.
std::map<std::string, DnsblLine> dnsbl_lines(const Sources& sources) {
    std::map<std::string, DnsblLine> lines;
    if (sources.catalogue)
        for (const auto& dnsbl : *sources.catalogue) {
            auto& line = lines[dnsbl.name];
            line.dnsbl_class = dnsbl.dnsbl_class;
            if (dnsbl.retired) line.is_up = false;
        }
    for (const auto& look : sources.dnsbls) {
        // A list that is off, covered or without its key is not down: it is not queried.
        if (!model::is_proof(look.state)) continue;
        auto& line = lines[look.dnsbl];
        line.is_up = line.is_up.value_or(false) || look.state == model::DnsblState::proven;
    }
    return lines;
}

/// At most a hundred lists, so all are written in one step.
void append_dnsbls(std::string& out, const Sources& sources) {
    const auto lines = dnsbl_lines(sources);
    if (lines.empty()) return;
    append_header(out, family::dnsbl_info);
    for (const auto& [name, line] : lines)
        if (line.dnsbl_class)
            SampleLine{out, family::dnsbl_info}
                .label("dnsbl", name)
                .label("class", model::name(*line.dnsbl_class))
                .value(1);
    append_header(out, family::dnsbl_up);
    for (const auto& [name, line] : lines)
        if (line.is_up)
            SampleLine{out, family::dnsbl_up}.label("dnsbl", name).value(*line.is_up ? 1 : 0);
}

enum class Rows { targets, facts, certificates, hosts };

/// A family, the rows it is made of, and how one row becomes series.
struct Part {
    using Emit = void (*)(const Part&, const Sources&, std::size_t row, std::string& out);

    Family family;
    Rows rows;
    Detail least;  ///< The smallest detail that includes it.
    Emit emit;
    const model::ReadingKind* reading = nullptr;  ///< Of facts.
    const model::ReadingGauge* gauge = nullptr;
};

void emit_score(const Part& part, const Sources& from, std::size_t row, std::string& out) {
    const auto& target = *from.targets[row];
    if (target.score)
        SampleLine{out, part.family}
            .label("target", target.target.name)
            .ratio(*target.score / 100.0);
}

SampleLine of_check(const Part& part, const TargetState& target, const model::CheckState& check,
                    std::string& out) {
    SampleLine series{out, part.family};
    series.label("target", target.target.name).label("check", check.check);
    return series;
}

void emit_success(const Part& part, const Sources& from, std::size_t row, std::string& out) {
    const auto& target = *from.targets[row];
    for (const auto& check : target.checks)
        if (check.concluded && check.report.verdict != Verdict::no_info)
            of_check(part, target, check, out)
                .value(check.report.verdict == Verdict::passed ? 1 : 0);
}

void emit_inconclusive(const Part& part, const Sources& from, std::size_t row, std::string& out) {
    const auto& target = *from.targets[row];
    for (const auto& check : target.checks)
        if (check.last_reason != model::Reason::none)
            of_check(part, target, check, out).label("reason", name(check.last_reason)).value(1);
}

void emit_inconclusive_since(const Part& part, const Sources& from, std::size_t row,
                             std::string& out) {
    const auto& target = *from.targets[row];
    for (const auto& check : target.checks)
        if (check.inconclusive_since != base::Instant{})
            of_check(part, target, check, out).time(check.inconclusive_since);
}

void emit_last_run(const Part& part, const Sources& from, std::size_t row, std::string& out) {
    const auto& target = *from.targets[row];
    for (const auto& check : target.checks)
        if (check.last_run != base::Instant{})
            of_check(part, target, check, out).time(check.last_run);
}

void emit_last_conclusive(const Part& part, const Sources& from, std::size_t row,
                          std::string& out) {
    const auto& target = *from.targets[row];
    for (const auto& check : target.checks)
        if (check.concluded) of_check(part, target, check, out).time(check.concluded_at);
}

void emit_next_due(const Part& part, const Sources& from, std::size_t row, std::string& out) {
    const auto& target = *from.targets[row];
    if (target.paused) return;  // Never due.
    for (const auto& check : target.checks)
        of_check(part, target, check, out).time(target.next_due);
}

void emit_mx(const Part& part, const Sources& from, std::size_t row, std::string& out) {
    const auto& target = *from.targets[row];
    if (!target.topology) return;
    const std::set<model::MxRecord> records{target.topology->mx.begin(), target.topology->mx.end()};
    for (const auto& mx : records)
        if (!mx.host.empty())
            SampleLine{out, part.family}
                .label("target", target.target.name)
                .label("host", mx.host)
                .label("preference", std::to_string(mx.preference))
                .value(1);
}

/// When a check is disabled, its standing remains, but its series must not.
bool has_check(const Sources& from, std::string_view target, std::string_view check) {
    const auto name_of = [](const auto& state) -> std::string_view { return state->target.name; };
    const auto found = std::ranges::lower_bound(from.targets, target, {}, name_of);
    return found != from.targets.end() && name_of(*found) == target &&
           std::ranges::find((*found)->checks, check, &model::CheckState::check) !=
               (*found)->checks.end();
}

/// The series of a fact, labelled as its gauge says.
SampleLine of_fact(const Part& part, const Fact& fact, std::string& out) {
    using Of = model::ReadingGauge::Of;
    const auto& gauge = *part.gauge;
    auto series = gauge.of == Of::place ? placed(out, part.family, *fact.subject)
                                        : SampleLine{out, part.family};
    if (gauge.of == Of::target) series.label("target", fact.subject->text);
    if (!gauge.argument_label.empty()) series.label(gauge.argument_label, fact.argument);
    return series;
}

/// At the first of a subject's adjacent rows of a reading, counts those of them that the gauge
/// counts, if any has a value.
void emit_count(const Part& part, const Sources& from, std::size_t row, std::string& out) {
    const auto& facts = *from.facts;
    const auto& gauge = *part.gauge;
    const auto& subject = *facts.at(row).subject;
    const auto is_ours = [&](std::size_t i) {
        return facts.reading(i) == part.reading->number && *facts.at(i).subject == subject;
    };
    if (row > 0 && is_ours(row - 1)) return;
    std::int64_t counted = 0;
    bool is_known = false;
    for (std::size_t i = row; i < facts.size() && is_ours(i); ++i) {
        const auto fact = facts.at(i);
        is_known = is_known || !fact.value.empty();
        const bool counts = gauge.counts == nullptr || gauge.counts(fact.argument);
        if (fact.value == gauge.yes && counts) ++counted;
    }
    if (!is_known) return;
    SampleLine{out, part.family}  // Without the port: cases are counted over all ports.
        .label("host", subject.host())
        .label("address", subject.place().address)
        .value(counted);
}

void emit_gauge(const Part& part, const Sources& from, std::size_t row, std::string& out) {
    using Shape = model::ReadingGauge::Shape;
    const auto& gauge = *part.gauge;
    if (gauge.shape == Shape::count) return emit_count(part, from, row, out);
    const auto fact = from.facts->at(row);
    if (gauge.counts != nullptr && !gauge.counts(fact.argument)) return;
    if (gauge.of == model::ReadingGauge::Of::target &&
        !has_check(from, fact.subject->text, fact.argument))
        return;
    if (gauge.shape == Shape::changed) {
        if (fact.changed) of_fact(part, fact, out).time(*fact.changed);
    } else if (gauge.shape == Shape::present) {
        if (fact.value == gauge.yes) of_fact(part, fact, out).value(1);
    } else if (!fact.value.empty()) {
        of_fact(part, fact, out).value(fact.value == gauge.yes ? 1 : 0);
    }
}

void emit_certificate(const Part& part, const Sources& from, std::size_t row, std::string& out) {
    const auto& certificate = from.certificates[row];
    placed(out, part.family, certificate.subject).time(certificate.not_after);
}

void emit_host_address(const Part& part, const Sources& from, std::size_t row, std::string& out) {
    const auto& [host, address] = from.host_addresses[row];
    SampleLine{out, part.family}.label("host", host).label("address", address.text()).value(1);
}

/// Every measurement of the target with that name.
template <class Function>
void for_each_measured(const model::TargetState& target, std::string_view name, Function function) {
    for (const auto& check : target.checks)
        for (const auto& measured : check.report.measurements)
            if (measured.name == name) function(measured);
}

void emit_spf_lookups(const Part& part, const Sources& from, std::size_t row, std::string& out) {
    const auto& target = *from.targets[row];
    for_each_measured(target, "spf_lookups", [&](const model::Measurement& measured) {
        SampleLine{out, part.family}
            .label("target", target.target.name)
            .value(static_cast<std::int64_t>(measured.value));
    });
}

void emit_reputation(const Part& part, const Sources& from, std::size_t row, std::string& out) {
    const auto& target = *from.targets[row];
    for_each_measured(target, "reputation_source_ratio", [&](const model::Measurement& measured) {
        SampleLine{out, part.family}
            .label("target", target.target.name)
            .label("source", measured.subject.host())
            .ratio(measured.value);
    });
}

Part of_targets(const Family& family, Detail least, Part::Emit emit) {
    return {family, Rows::targets, least, emit};
}

Detail detail_of(const model::ReadingGauge& gauge) {
    using From = model::ReadingGauge::Detail;
    switch (gauge.detail) {
        case From::full: return Detail::full;
        case From::host: return Detail::host;
        case From::target: break;
    }
    return Detail::target;
}

/// The gauges of readings for which this is the smallest detail that includes them.
void add_gauges(std::vector<Part>& parts, const Sources& from, Detail least) {
    if (!from.facts) return;
    for (const auto* const reading : from.facts->kinds().all())
        for (const auto& gauge : reading->gauges)
            if (detail_of(gauge) == least)
                parts.push_back(
                    {family_of(gauge), Rows::facts, least, emit_gauge, reading, &gauge});
}

std::vector<Part> parts_of(const Sources& from) {
    std::vector<Part> parts{
        of_targets(family::score, Detail::target, emit_score),
        of_targets(family::success, Detail::target, emit_success),
        of_targets(family::inconclusive, Detail::target, emit_inconclusive),
        of_targets(family::inconclusive_since, Detail::full, emit_inconclusive_since),
        of_targets(family::last_run, Detail::full, emit_last_run),
        of_targets(family::last_conclusive, Detail::full, emit_last_conclusive),
    };
    add_gauges(parts, from, Detail::full);
    parts.push_back(of_targets(family::next_due, Detail::full, emit_next_due));
    add_gauges(parts, from, Detail::target);
    parts.push_back(of_targets(family::mx_info, Detail::host, emit_mx));
    parts.push_back(of_targets(family::spf_lookups, Detail::host, emit_spf_lookups));
    parts.push_back(of_targets(family::reputation, Detail::host, emit_reputation));
    add_gauges(parts, from, Detail::host);
    parts.push_back({family::host_address, Rows::hosts, Detail::host, emit_host_address});
    parts.push_back({family::not_after, Rows::certificates, Detail::host, emit_certificate});
    return parts;
}

std::size_t count(const Sources& from, Rows rows) {
    switch (rows) {
        case Rows::targets: return from.targets.size();
        case Rows::facts: return from.facts ? from.facts->size() : 0;
        case Rows::certificates: return from.certificates.size();
        case Rows::hosts: return from.host_addresses.size();
    }
    return 0;
}

bool concerns(const Part& part, const Sources& from, std::size_t row) {
    return part.rows != Rows::facts || from.facts->reading(row) == part.reading->number;
}

}  // namespace

struct MetricsPage::State {
    Sources sources;
    std::vector<Part> parts;
    std::size_t part = 0;
    std::size_t row = 0;
    bool has_header = false;  ///< Written with the family's first series.
    bool has_begun = false;

    void write_row(const Part& now, std::string& out) {
        const auto before = out.size();
        now.emit(now, sources, row, out);
        if (has_header || out.size() == before) return;
        std::string header;
        append_header(header, now.family);
        out.insert(before, header);
        has_header = true;
    }
};

MetricsPage::MetricsPage(Sources sources) : state_{std::make_unique<State>()} {
    state_->sources = std::move(sources);
    state_->parts = parts_of(state_->sources);
}
MetricsPage::~MetricsPage() = default;
MetricsPage::MetricsPage(MetricsPage&&) noexcept = default;
MetricsPage& MetricsPage::operator=(MetricsPage&&) noexcept = default;

bool MetricsPage::write(std::string& out, std::size_t bytes_budget) {
    auto& [sources, parts, part, row, has_header, has_begun] = *state_;
    if (!std::exchange(has_begun, true)) {
        out += sources.own;
        append_dnsbls(out, sources);
    }
    const auto start = out.size();
    for (std::size_t visited = 0; part < parts.size(); ++part, row = 0, has_header = false) {
        const auto& now = parts[part];
        if (sources.detail > now.least) continue;
        for (const auto rows = count(sources, now.rows); row < rows; ++row) {
            if (out.size() - start + visited * row_cost >= bytes_budget) return true;
            ++visited;
            if (concerns(now, sources, row)) state_->write_row(now, out);
        }
    }
    return false;
}

std::optional<Expiry> expiry_of(const model::MailSession& session) {
    if (!session.tls || !session.tls->certificate) return std::nullopt;
    return Expiry{model::Subject::endpoint(session.endpoint), model::verified_until(*session.tls)};
}

}  // namespace mailwatchd::publish
