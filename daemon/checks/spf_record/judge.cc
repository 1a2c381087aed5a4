// Does the domain publish which servers may send in its name? README.md is the specification.
#include "checks/check.h"
#include "checks/ports.h"
#include "checks/spf_record/findings.h"
#include "checks/spf_record/texts.h"
#include "checks/weights.h"
#include "model/spf.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace mailwatchd::checks::spf_record {

using model::Reason;
using model::SpfLook;
using model::SpfRemark;
using model::SpfResult;
using model::SpfScope;
using Family = model::Address::Family;

namespace {

/// docs/scoring.md, The points.
constexpr int score_softfail = 90;
constexpr int score_neutral = 60;
constexpr int score_large_network_max = 60;
constexpr int score_pass = 20;
constexpr int cost_of_ptr = 10;
constexpr int cost_of_many_lookups = 5;
constexpr int many_lookups = 9;

struct KindOfRemark {
    SpfRemark::Kind remark;
    const model::FindingKind* finding;
    bool fails = false;
};
constexpr std::array kinds_of_remarks{
    KindOfRemark{SpfRemark::Kind::syntax, &syntax_error, true},
    KindOfRemark{SpfRemark::Kind::several_records, &several_records, true},
    KindOfRemark{SpfRemark::Kind::missing_record, &missing_record, true},
    KindOfRemark{SpfRemark::Kind::loop, &loop, true},
    KindOfRemark{SpfRemark::Kind::too_many_addresses, &too_many_mx, true},
    KindOfRemark{SpfRemark::Kind::unanswered, &unanswered},
    KindOfRemark{SpfRemark::Kind::void_lookup, &void_lookup},
    KindOfRemark{SpfRemark::Kind::ptr, &uses_ptr},
    KindOfRemark{SpfRemark::Kind::after_all, &terms_after_all},
    KindOfRemark{SpfRemark::Kind::ignored_redirect, &redirect_ignored},
    KindOfRemark{SpfRemark::Kind::unknown_modifier, &unknown_modifier},
    KindOfRemark{SpfRemark::Kind::record_type_99, &record_type_99},
    KindOfRemark{SpfRemark::Kind::near_miss, &near_miss},
    KindOfRemark{SpfRemark::Kind::mechanism_as_modifier, &mechanism_as_modifier},
    KindOfRemark{SpfRemark::Kind::run_together, &run_together},
    KindOfRemark{SpfRemark::Kind::unreached_all, &unreached_all},
};

const KindOfRemark& kind_of(SpfRemark::Kind kind) {
    return *std::ranges::find(kinds_of_remarks, kind, &KindOfRemark::remark);
}

bool has(const SpfLook& look, SpfRemark::Kind kind) {
    return std::ranges::find(look.remarks, kind, &SpfRemark::kind) != look.remarks.end();
}

/// "spf.example.net has no SPF record (in the record of example.org)"
std::string detail(const SpfLook& look, const SpfRemark& remark) {
    auto text = remark.what;
    if (remark.domain != look.domain)
        text += (text.empty() ? "in the record of " : " (in the record of ") + remark.domain +
                (text.empty() ? "" : ")");
    return bounded(text);
}

std::string of(int count, int most) {
    return std::to_string(count) + " of " + std::to_string(most);
}

/// Enough of the family passes that the rest is no large network.
bool passes_all(const SpfScope& scope, Family family) {
    return scope.passing > 0 && scope.others <= model::spf_large(family);
}

bool passes_large_network(const SpfScope& scope, Family family) {
    return !passes_all(scope, family) && scope.passing > model::spf_large(family);
}

/// "ip4:0.0.0.0/1, ip4:128.0.0.0/1"
std::string passing_terms(const SpfScope& scope) {
    std::string text;
    for (const auto& term : scope.passing_terms) text += (text.empty() ? "" : ", ") + term;
    if (scope.more_terms > 0) text += " and " + std::to_string(scope.more_terms) + " more";
    return text;
}

/// "+all: every IPv6 address passes"
std::string passing(const SpfScope& scope, std::string_view which) {
    return passing_terms(scope) + ": " + (scope.others == 0 ? "every " : "nearly every ") +
           std::string{which} + " address passes";
}

/// "ip4:0.0.0.0/2: about a /2 of public IPv4 addresses passes"
std::string passing_network(const SpfScope& scope, Family family) {
    const bool is_v4 = family == Family::v4;
    const auto bits = (is_v4 ? 32 : 64) - std::log2(static_cast<double>(scope.passing));
    return passing_terms(scope) + ": about a /" + std::to_string(std::lround(bits)) +
           " of public " + (is_v4 ? "IPv4" : "IPv6") + " addresses passes";
}

/// Adds one domain's findings.
class Findings {
public:
    Findings(const model::World& world, model::Report& report)
        : look_{*world.one<model::SpfLook>()},
          target_{world.topology->target},
          report_{report},
          subject_{model::Subject::name(look_.domain)} {}

    void report_findings() {
        if (look_.records.empty()) {
            if (!look_.failure) report_missing();
        } else {
            report_record();
            report_limits();
            report_passing();
            report_large_networks();
            report_unlisted(SpfResult::neutral, weak_all);
            report_unlisted(SpfResult::softfail, soft_all);
        }
        for (const auto& remark : look_.remarks)
            if (remark.kind != SpfRemark::Kind::near_miss || !look_.records.empty())
                add(*kind_of(remark.kind).finding, bounded(remark.term), detail(look_, remark));
    }

private:
    void add(const model::FindingKind& kind, std::string evidence, std::string detail = {}) {
        report_.findings.push_back({&kind, subject_, std::move(evidence), std::move(detail)});
    }

    void report_missing() {
        std::string text = "no TXT record of " + look_.domain + " begins with v=spf1";
        for (const auto& remark : look_.remarks)
            if (remark.kind == SpfRemark::Kind::near_miss)
                text += "; " + remark.term + " is not one: " + remark.what;
        if (target_.kind == model::TargetKind::subdomain)
            text += "; the parent domain's record does not apply to it";
        add(missing, {}, bounded(text));
    }

    void report_record() {
        for (const auto& text : look_.records) add(record, bounded(text));
        const auto measure = [&](std::string_view what, int count) {
            report_.measurements.push_back({subject_, what, static_cast<double>(count), "count"});
        };
        measure("spf_lookups", look_.lookups);
        measure("spf_void_lookups", look_.void_lookups);
        if (look_.answer_bytes > answer_bytes_max)
            add(long_answer, {}, std::to_string(look_.answer_bytes) + " bytes");
    }

    void report_limits() {
        using model::spf_lookups_max;
        using model::spf_void_lookups_max;
        if (look_.lookups > spf_lookups_max) {
            add(too_many_lookups, {}, of(look_.lookups, spf_lookups_max) + " lookups");
        } else if (look_.lookups >= many_lookups) {
            add(lookups_near_limit, {}, of(look_.lookups, spf_lookups_max) + " lookups");
        }
        const auto voids = [](int count) {
            return of(count, spf_void_lookups_max) + " lookups that find nothing";
        };
        if (look_.void_lookups > spf_void_lookups_max) {
            add(too_many_void_lookups, {}, voids(look_.void_lookups));
        } else if (look_.void_lookups_v6 > spf_void_lookups_max) {
            add(look_.stops_senders_v6 ? void_lookups_of_ipv6 : void_lookups_of_other_ipv6, {},
                voids(look_.void_lookups_v6));
        }
    }

    void report_passing() {
        const bool v4 = passes_all(look_.v4, Family::v4), v6 = passes_all(look_.v6, Family::v6);
        if (!v4 && !v6) return;
        std::string text;
        if (v4 && v6 && passing_terms(look_.v4) == passing_terms(look_.v6)) {
            text = passing(look_.v4.others > 0 ? look_.v4 : look_.v6, "public");
        } else {
            if (v4) text = passing(look_.v4, "public IPv4");
            if (v6) text += (v4 ? "; " : "") + passing(look_.v6, "public IPv6");
        }
        add(pass_all, bounded(look_.records.front()), bounded(text));
    }

    void report_large_networks() {
        for (const auto family : {Family::v4, Family::v6}) {
            const auto& scope = family == Family::v4 ? look_.v4 : look_.v6;
            if (passes_large_network(scope, family))
                add(large_network, bounded(look_.records.front()),
                    bounded(passing_network(scope, family)));
        }
    }

    /// What an address that nothing else matches gets (RFC 7208 §4.6.2, §4.7).
    void report_unlisted(SpfResult result, const model::FindingKind& kind) {
        const auto of = [&](const SpfScope& scope, Family family) {
            return scope.unlisted == result && !passes_all(scope, family);
        };
        const bool v4 = of(look_.v4, Family::v4), v6 = of(look_.v6, Family::v6);
        const auto& term = v4 ? look_.v4.unlisted_term : look_.v6.unlisted_term;
        if (v4 && v6 && term == look_.v6.unlisted_term) return add(kind, bounded(term));
        std::string text;
        if (v4) text = "IPv4: " + term;
        if (v6) text += (v4 ? "; IPv6: " : "IPv6: ") + look_.v6.unlisted_term;
        if (v4 || v6) add(kind, bounded(text));
    }

    /// RFC 7208 §3.4, RFC 1035 §4.2.1.
    static constexpr std::size_t answer_bytes_max = 512;

    const SpfLook& look_;
    const model::TargetName& target_;
    model::Report& report_;
    model::Subject subject_;
};

bool is_broken(const SpfLook& look) {
    return look.records.empty() || look.lookups > model::spf_lookups_max ||
           look.void_lookups > model::spf_void_lookups_max ||
           std::ranges::any_of(look.remarks,
                               [](const SpfRemark& remark) { return kind_of(remark.kind).fails; });
}

int score_of(const SpfScope& scope, Family family) {
    if (passes_all(scope, family)) return score_pass;
    const int most = passes_large_network(scope, family) ? score_large_network_max : 100;
    switch (scope.unlisted) {
        case SpfResult::neutral: return std::min(most, score_neutral);
        case SpfResult::softfail: return std::min(most, score_softfail);
        default: return most;  // fail; permerror is for `is_broken` and the void lookups.
    }
}

int score_of(const SpfLook& look) {
    int score = std::min(score_of(look.v4, Family::v4), score_of(look.v6, Family::v6));
    if (has(look, SpfRemark::Kind::ptr)) score -= cost_of_ptr;
    if (look.lookups >= many_lookups) score -= cost_of_many_lookups;
    return score;
}

model::Report verdict(const SpfLook& look) {
    if (look.failure) {
        const bool ours = look.failure->code == base::Errc::cancelled;
        return model::Report::no_info(ours ? Reason::interrupted : Reason::dns_failure);
    }
    if (is_broken(look)) return model::Report::failed(0);
    // The part that was not answered may contain an error or exceed the lookup limit.
    if (has(look, SpfRemark::Kind::unanswered)) return model::Report::no_info(Reason::dns_failure);
    return model::Report::passed(score_of(look));
}

bool is_address(const model::TargetName& target) {
    return target.kind == model::TargetKind::ipv4 || target.kind == model::TargetKind::ipv6;
}

model::Needs needs_of(const model::Topology& topology, const NoSettings&) {
    model::Needs needs;
    if (!is_address(topology.target)) needs.require<model::SpfLook>(topology.target.name);
    return needs;
}

model::Report judge(const model::World& world, const NoSettings&) {
    if (world.prober) return model::Report::no_info(*world.prober);
    if (!world.topology) return model::Report::no_info(Reason::interrupted);
    if (world.topology->mail == model::Topology::Mail::no_domain)
        return model::Report::no_info(Reason::no_such_domain);
    if (is_address(world.topology->target)) return model::Report::no_info(Reason::not_applicable);
    const auto look = world.one<model::SpfLook>();
    if (!look) return model::Report::no_info(Reason::interrupted);
    auto report = verdict(*look);
    Findings{world, report}.report_findings();
    return report;
}

}  // namespace

constexpr std::string_view readings[] = {"spf"};

extern const Check check;
constinit const Check check = describe<NoSettings, needs_of, judge>(
    "spf_record", "SPF record", weight_of("spf_record"), readings, kinds, texts);

}  // namespace mailwatchd::checks::spf_record
