// Every row of a reading appears in the catalogue, in the metrics and in the manual.
#include "manual/changes.h"
#include "manual/metrics_sample.h"
#include "manual/pages.h"
#include "observe/kind.h"
#include "publish/journal/catalogue.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace mailwatchd::publish {
namespace {

const model::ReadingKinds& rows() {
    static const auto all = observe::reading_kinds(observe::kinds());
    return all;
}

/// Text in an mdoc page, where hyphens are escaped.
bool has_item(const std::string& page, std::string_view name) {
    return page.find(".It Ic \"\\&" + std::string{name} + '"') != std::string::npos;
}

TEST(EveryChange, is_in_the_catalogue_and_in_the_manual) {
    const auto catalogue = journal_catalogue(rows().changes());
    const auto page = manual::checks_page({"0", "January 1, 2026"});
    for (const auto* const change : rows().changes()) {
        const std::string id{change->message_id};
        const auto entry = "-- " + id + "\nSubject: " + std::string{change->catalogue.subject};
        EXPECT_NE(catalogue.find(entry + '\n'), std::string::npos) << change->name;
        EXPECT_NE(catalogue.find(change->catalogue.text), std::string::npos) << change->name;
        EXPECT_TRUE(has_item(page, change->name)) << change->name;
        EXPECT_NE(page.find("MESSAGE_ID=" + id), std::string::npos) << change->name;
    }
}

TEST(EveryChange, has_its_priorities_in_the_manual) {
    const auto shown = manual::shown_changes();
    const auto priorities = [&](const model::ChangeKind& kind) {
        return std::ranges::find(shown, &kind, &manual::ShownChange::kind)->priorities;
    };
    EXPECT_EQ(shown.size(), rows().changes().size());
    EXPECT_EQ(priorities(*rows().find_change(0)), (std::set{4, 5})) << "port_opened";
    EXPECT_EQ(priorities(*rows().find_change(1)), (std::set{3, 5})) << "port_closed";
    EXPECT_EQ(priorities(*rows().find_change(2)), (std::set{3, 4, 6})) << "dnsbl_listed";
    EXPECT_EQ(priorities(*rows().find_change(22)), (std::set{2, 3, 4, 5})) << "flapping";
    EXPECT_EQ(priorities(*rows().find_change(28)), (std::set{2, 3, 4, 5})) << "flapping_ended";
}

TEST(EveryGauge, is_in_the_manual_with_its_labels) {
    const auto page = manual::metrics_page({"0", "January 1, 2026"});
    const auto shown = manual::shown_families();
    std::size_t gauges = 0;
    for (const auto* const reading : rows().all())
        for (const auto& gauge : reading->gauges) {
            EXPECT_TRUE(has_item(page, gauge.name)) << gauge.name;
            const auto family = std::ranges::find_if(
                shown, [&](const auto& each) { return each.family.name == gauge.name; });
            ASSERT_NE(family, shown.end()) << gauge.name;
            EXPECT_EQ(family->family.type, publish::MetricType::gauge) << gauge.name;
            EXPECT_FALSE(family->labels.empty()) << gauge.name;
            const auto& labels = family->labels;
            EXPECT_TRUE(gauge.argument_label.empty() ||
                        std::ranges::find(labels, gauge.argument_label) != labels.end())
                << gauge.name;
            ++gauges;
        }
    EXPECT_GT(gauges, 8U);
}

}  // namespace
}  // namespace mailwatchd::publish
