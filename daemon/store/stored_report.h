// A check's last report in its stored form.
#pragma once

#include "model/report.h"
#include "store/fields.h"

#include <optional>
#include <string>
#include <vector>

namespace mailwatchd::store {

/// A report with its own texts; those of model::Report refer to literals in the code.
struct StoredReport {
    struct Finding {
        std::string tag;
        model::Subject subject;
        std::string evidence;
        std::string detail;
    };
    struct Measurement {
        model::Subject subject;
        std::string name;
        double value = 0;
        std::string unit;
    };
    model::Verdict verdict = model::Verdict::no_info;
    model::Reason reason = model::Reason::none;
    std::optional<int> score;
    std::vector<Finding> findings;
    std::vector<Measurement> measurements;
    bool concluded = false;
    base::Instant concluded_at;
    model::Reason last_reason = model::Reason::none;
    base::Instant last_run;
};

template <>
inline constexpr std::uint64_t version_of<StoredReport> = 2;
template <>
inline constexpr std::uint64_t oldest_version_of<StoredReport> = 1;

template <class A>
void fields(A& a, Ref<A, StoredReport::Finding> v) {
    a.value(v.tag);
    a.value(v.subject);
    a.value(v.evidence);
    a.since(2, v.detail);
}

template <class A>
void fields(A& a, Ref<A, StoredReport::Measurement> v) {
    a.value(v.subject);
    a.value(v.name);
    a.value(v.value);
    a.value(v.unit);
}

template <class A>
void fields(A& a, Ref<A, StoredReport> v) {
    a.value(v.verdict);
    a.value(v.reason);
    a.value(v.score);
    a.value(v.findings);
    a.value(v.measurements);
    a.value(v.concluded);
    a.value(v.concluded_at);
    a.value(v.last_reason);
    a.value(v.last_run);
}

}  // namespace mailwatchd::store
