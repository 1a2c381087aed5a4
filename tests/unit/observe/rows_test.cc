// Every row of a reading is consistent.
#include "observe/kind.h"
#include "watch/values.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <regex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace mailwatchd::observe {
namespace {

using model::ChangeContext;
using model::ReadingKind;

const model::ReadingKinds& rows() {
    static const auto all = reading_kinds(kinds());
    return all;
}

/// The closed set; samples if the value is a text.
std::vector<std::string_view> values_of(const ReadingKind& kind) {
    auto values = model::closed_set(kind);
    if (values.empty())
        values = {"none", "10 mx1.example.org", "trusted;R3;mx1.example.org;EC 256;00",
                  "trusted;R3;mx1.example.org;EC 256;01", "expired;R3;mx1.example.org;EC 256;01"};
    return values;
}

class Rows : public testing::TestWithParam<const ReadingKind*> {
protected:
    const ReadingKind& kind = *GetParam();
    const std::vector<std::string_view> values = values_of(kind);

    bool is_value(std::string_view text) const {
        return std::ranges::find(values, text) != values.end();
    }

    /// Visits the name of each change between two values on each port.
    template <class Visit>
    void for_each_change(Visit visit) const {
        for (const auto* const subject :
             {"mx1.example.org[192.0.2.25]:25", "mx1.example.org[192.0.2.25]:993"})
            for (const auto& from : values)
                for (const auto& to : values) {
                    if (from == to) continue;
                    model::Reading reading;
                    reading.kind = &kind;
                    reading.subject = {model::Subject::Kind::endpoint, subject};
                    visit(from, to, kind.change(reading, from, to, ChangeContext{.is_mx = true}));
                }
    }
};

TEST_P(Rows, have_a_name_and_a_closed_set_that_the_fold_knows) {
    EXPECT_TRUE(
        std::regex_match(std::string{kind.name}, std::regex{"[a-z][a-z0-9]*(_[a-z0-9]+)*"}));
    EXPECT_EQ(rows().find(kind.name), &kind) << "no other is called so";
    if (kind.values == "text") return;
    EXPECT_GE(values.size(), 2U);
    EXPECT_EQ(std::set(values.begin(), values.end()).size(), values.size());
    for (const auto& value : values)
        EXPECT_NE(watch::known_value(value), watch::value::unknown) << value;
}

TEST_P(Rows, are_confirmed_by_values_of_their_own) {
    for (const auto value : {kind.quick, kind.slow, kind.presumed})
        EXPECT_TRUE(value.empty() || is_value(value)) << value;
    if (kind.seen_with != nullptr) {
        EXPECT_EQ(kind.seen_with->confirmation, kind.confirmation) << "one look answers for both";
        EXPECT_EQ(rows().find(kind.seen_with->number), kind.seen_with);
    }
}

/// Every change of a row can happen, and no other change does.
TEST_P(Rows, name_exactly_the_changes_that_they_list) {
    ASSERT_NE(kind.change, nullptr);
    std::set<const model::ChangeKind*> named;
    for_each_change([&](const auto&, const auto&, const auto& change) {
        if (!change) return;
        named.insert(change->kind);
        EXPECT_GE(change->priority, 0);
        EXPECT_LE(change->priority, 7);
    });
    EXPECT_EQ(named, std::set(kind.changes.begin(), kind.changes.end()));
}

TEST_P(Rows, tell_what_they_have_a_name_for) {
    for_each_change([&](const auto& from, const auto& to, const auto& change) {
        const bool is_reported = kind.is_reported == nullptr || kind.is_reported(from, to);
        EXPECT_EQ(is_reported, change.has_value()) << from << " to " << to;
    });
}

TEST_P(Rows, have_gauges_of_their_values) {
    using Shape = model::ReadingGauge::Shape;
    for (const auto& gauge : kind.gauges) {
        EXPECT_EQ(gauge.yes.empty(), gauge.shape == Shape::changed) << gauge.name;
        EXPECT_TRUE(gauge.yes.empty() || is_value(gauge.yes)) << gauge.name;
        EXPECT_EQ(gauge.name.ends_with("_timestamp_seconds"), gauge.shape == Shape::changed)
            << gauge.name;
        if (gauge.shape == Shape::count) {
            EXPECT_TRUE(gauge.argument_label.empty()) << gauge.name << " sums over the arguments";
        } else {
            EXPECT_TRUE(gauge.counts == nullptr || !gauge.argument_label.empty())
                << gauge.name << " leaves out nothing that it does not name";
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Table, Rows, testing::ValuesIn(rows().all()),
                         [](const auto& row) { return std::string{row.param->name}; });

TEST(Changes, have_their_texts) {
    std::set<std::string_view> names;
    for (const auto* const kind : rows().changes()) {
        EXPECT_TRUE(names.insert(kind->name).second) << kind->name;
        EXPECT_FALSE(kind->message.text().empty()) << kind->name;
        EXPECT_FALSE(kind->catalogue.subject.empty()) << kind->name;
        EXPECT_FALSE(kind->catalogue.subject.ends_with('.')) << kind->name;
        const auto text = kind->catalogue.text;
        const auto last_line = text.substr(text.rfind('\n', text.size() - 2) + 1);
        EXPECT_TRUE(text.ends_with(".\n") || last_line.starts_with("    mailwatchctl "))
            << kind->name;
        EXPECT_TRUE(
            std::regex_match(std::string{kind->name}, std::regex{"[a-z][a-z0-9]*(_[a-z0-9]+)*"}))
            << kind->name;
        EXPECT_EQ(rows().find_change(kind->number), kind) << kind->name;
    }
}

}  // namespace
}  // namespace mailwatchd::observe
