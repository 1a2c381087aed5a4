// Rows of a judge's table: a scene, the expected report, and the comparison.
#pragma once

#include "model/report.h"
#include "support/builders.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace mailwatchd::test {

struct Expected {
    model::Verdict verdict = model::Verdict::no_info;
    model::Reason reason = model::Reason::none;
    std::optional<int> score = std::nullopt;
    std::vector<std::string_view> tags = {};    ///< Findings that are required.
    std::vector<std::string_view> absent = {};  ///< Findings that must be absent.

    /// The same with these findings.
    Expected with(std::vector<std::string_view> found) const {
        auto more = *this;
        more.tags = std::move(found);
        return more;
    }
    Expected without(std::vector<std::string_view> missing) const {
        auto more = *this;
        more.absent = std::move(missing);
        return more;
    }
};

inline Expected passed(int score) { return {model::Verdict::passed, model::Reason::none, score}; }
inline Expected failed(int score) { return {model::Verdict::failed, model::Reason::none, score}; }
inline Expected no_info(model::Reason why) { return {model::Verdict::no_info, why}; }

inline const model::Finding* found(const model::Report& report, std::string_view tag) {
    for (const auto& finding : report.findings)
        if (finding.kind->tag == tag) return &finding;
    return nullptr;
}

/// Records a check's verdict and reason in the test's XML, where tests/tools/outcomes_test.py reads
/// the outcomes of each check. Without `check`, the test suite names it.
inline void record_outcome(const model::Report& report, std::string_view check = {}) {
    std::string outcome{name(report.verdict)};
    if (report.reason != model::Reason::none) outcome += ':' + std::string{name(report.reason)};
    testing::Test::RecordProperty(check.empty() ? "outcome" : "outcome." + std::string{check},
                                  outcome);
}

inline void expect_report(const model::Report& report, const Expected& expected) {
    record_outcome(report);
    EXPECT_EQ(name(report.verdict), name(expected.verdict));
    EXPECT_EQ(name(report.reason), name(expected.reason));
    EXPECT_EQ(report.score, expected.score);
    for (const auto tag : expected.tags) EXPECT_NE(found(report, tag), nullptr) << tag;
    for (const auto tag : expected.absent) EXPECT_EQ(found(report, tag), nullptr) << tag;
}

struct Row {
    std::string name;
    Scene scene;
    Expected expected;
};

inline Row row(std::string name, Scene scene, Expected expected) {
    return {std::move(name), std::move(scene), std::move(expected)};
}

inline void PrintTo(const Row& row, std::ostream* out) { *out << row.name; }

constexpr auto name_of_row = [](const auto& row) { return row.param.name; };

}  // namespace mailwatchd::test
