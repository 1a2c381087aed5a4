#include "publish/text/text.h"

#include "base/escape.h"
#include "publish/finding_groups.h"
#include "publish/layout.h"
#include "publish/presence.h"
#include "publish/reason_words.h"
#include "publish/text/findings_text.h"
#include "publish/text/ports_table.h"
#include "watch/score.h"

#include <algorithm>
#include <map>

namespace mailwatchd::publish {

namespace {

using model::Verdict;

constexpr std::size_t width_min = 60;
constexpr std::size_t title_width_max = 26;
constexpr std::size_t verdict_width = 9;
constexpr std::size_t score_width = 3;

Tone tone(int score) {
    if (score >= 90) return Tone::good;
    return score >= 50 ? Tone::warning : Tone::bad;
}

Tone tone(Verdict verdict) {
    if (verdict == Verdict::passed) return Tone::good;
    return verdict == Verdict::failed ? Tone::bad : Tone::warning;
}

std::string_view word(Verdict verdict) {
    if (verdict == Verdict::passed) return "passed";
    return verdict == Verdict::failed ? "FAILED" : "no info";
}

std::string counted(const model::TargetState& state) {
    const auto count = [&](Verdict verdict) {
        return std::to_string(std::ranges::count_if(state.checks, [verdict](const auto& check) {
            return check.report.verdict == verdict;
        }));
    };
    return count(Verdict::passed) + " passed, " + count(Verdict::failed) + " failed, " +
           count(Verdict::no_info) + " no info";
}

std::string mail(const model::Topology& topology) {
    using Mail = model::Topology::Mail;
    switch (topology.mail) {
        case Mail::implicit: return "none; mail goes to the name's own address";
        case Mail::null_mx: return "accepts no mail (null MX)";
        case Mail::none: return "none: neither MX nor address";
        case Mail::no_domain: return "none: the name does not exist (NXDOMAIN)";
        case Mail::not_asked: return "";
        case Mail::unknown: return "unknown: DNS query failed";
        case Mail::mx: break;
    }
    std::string text;
    for (const auto& mx : topology.mx)
        text.append(text.empty() ? "" : ", ")
            .append(std::to_string(mx.preference))
            .append(" ")
            .append(mx.host.empty() ? "." : base::escape(mx.host));
    if (topology.truncated) text += ", and more (limit reached)";
    return text;
}

std::string head(const Audit& audit, std::size_t width, const Paint& paint) {
    const auto& state = *audit.state;
    const auto presence = presence_of(state);
    const auto score =
        state.score ? std::to_string(*state.score) + " %  " + std::string{watch::band(*state.score)}
        : presence.words.empty() ? std::string{"no score"}
                                 : std::string{presence.words};
    const auto name = cut(base::escape(state.target.name), width - columns(score) - 2);
    auto out = paint(Tone::strong, name) +
               std::string(width - columns(name) - columns(score), ' ') +
               paint(state.score              ? tone(*state.score)
                     : presence.words.empty() ? Tone::warning
                                              : presence.tone,
                     score) +
               '\n';
    std::string line{model::name(state.target.kind)};
    line += state.last_round == base::Instant{} ? ", not audited yet"
                                                : ", " + base::rfc3339(state.last_round);
    if (state.paused) line += ", paused";
    if (!state.checks.empty()) line += "; " + counted(state);
    out += wrapped(line, 0, width);
    const auto mx = state.topology ? mail(*state.topology) : std::string{};
    return mx.empty() ? out : out + wrapped("MX: " + mx, 0, width);
}

std::string summary(const model::CheckState& check) {
    std::string text;
    if (check.report.verdict == Verdict::no_info) {
        text = words(check.report.reason);
    } else if (const auto* finding = worst(check.report)) {
        text = finding->kind->title;
    }
    if (check.is_inconclusive() && check.concluded)
        text.append(text.empty() ? "" : "; ").append("last run: ").append(words(check.last_reason));
    return text;
}

std::string row(const model::CheckState& check, const CheckLabel& label, std::size_t title_width,
                std::size_t width, const Paint& paint) {
    const auto verdict = word(check.report.verdict);
    const auto score = check.report.score ? std::to_string(*check.report.score) : "-";
    const auto left = 2 + title_width + 2 + verdict_width + score_width + 2;
    auto line = "  " + padded(cut(label.title, title_width), title_width) + "  " +
                paint(tone(check.report.verdict), verdict) +
                std::string(verdict_width - verdict.size(), ' ') + right(score, score_width) +
                "  " + cut(summary(check), width - left);
    while (line.ends_with(' ')) line.pop_back();
    return line + '\n';
}

std::string checks_table(const Audit& audit, std::size_t width, const Paint& paint) {
    std::size_t title_width = 0;
    for (const auto& check : audit.state->checks)
        title_width = std::max(title_width, columns(audit.label(check.check).title));
    title_width = std::min(title_width, title_width_max);
    std::string out;
    for (const auto& check : audit.state->checks)
        out += row(check, audit.label(check.check), title_width, width, paint);
    return out;
}

/// Why a list is not queried.
std::string_view words(model::DnsblState state) {
    switch (state) {
        case model::DnsblState::no_credential: return "without a key";
        case model::DnsblState::covered: return "part of another list";
        default: return name(state);
    }
}

std::string dnsbl_text(const Audit& audit, std::size_t width) {
    const auto rows = audit.dnsbl_rows();
    if (rows.empty()) return {};
    std::string out_of_count;
    std::size_t proven = 0;
    std::size_t asked = rows.size();
    std::map<model::DnsblState, std::size_t> not_asked;
    for (const auto& row : rows) {
        if (row.state == model::DnsblState::proven) {
            ++proven;
            continue;
        }
        if (!model::is_proof(row.state)) {
            ++not_asked[row.state];
            --asked;
            continue;
        }
        out_of_count.append(out_of_count.empty() ? "" : ", ").append(base::escape(row.dnsbl));
        out_of_count.append(" (").append(name(row.state)).append(")");
    }
    auto text =
        "Block lists: " + std::to_string(proven) + " of " + std::to_string(asked) + " in use";
    if (!out_of_count.empty()) text += "; failed their self-test: " + out_of_count;
    std::string rest;
    for (const auto& [state, count] : not_asked)
        rest.append(rest.empty() ? "" : ", ")
            .append(std::to_string(count))
            .append(" ")
            .append(words(state));
    if (!rest.empty()) text += "; not queried: " + rest;
    return wrapped(text, 2, width);
}

void add_part(std::string& out, const std::string& part) {
    if (!part.empty()) out.append("\n").append(part);
}

}  // namespace

std::string to_text(const Audit& audit, const TextOptions& options) {
    const auto width = std::max(options.width, width_min);
    const Paint paint{options.colour};
    auto out = head(audit, width, paint);
    add_part(out, checks_table(audit, width, paint));
    add_part(out, ports_table(audit, width, paint));
    add_part(out, findings_text(audit, width, paint));
    add_part(out, dnsbl_text(audit, width));
    return out;
}

}  // namespace mailwatchd::publish
