#include "publish/journal/entry.h"

#include "model/change_kind.h"
#include "publish/message.h"
#include "support/readings.h"
#include "unit/publish/opened.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>

namespace mailwatchd::publish {
namespace {

using model::Transition;

std::multimap<std::string, std::string> by_name(const std::vector<std::string>& fields) {
    std::multimap<std::string, std::string> out;
    for (const auto& field : fields)
        out.emplace(field.substr(0, field.find('=')), field.substr(field.find('=') + 1));
    return out;
}

TEST(Journal, gets_every_field) {
    auto transition = opened();
    transition.targets = {"a.example", "b.example"};
    transition.targets_total = 300;
    const std::vector<std::string> expected{
        "MESSAGE=" + message(transition),
        "MESSAGE_ID=" + std::string{change::port_opened.message_id},
        "PRIORITY=4",
        "MAILWATCHD_EVENT_ID=77777777777777777777777777777777",
        "MAILWATCHD_KIND=port_opened",
        "MAILWATCHD_AT=2026-11-22T12:00:00Z",
        "MAILWATCHD_TARGET=a.example",
        "MAILWATCHD_TARGET=b.example",
        "MAILWATCHD_TARGETS_TOTAL=300",
        "MAILWATCHD_SUBJECT=mx1.example.org[192.0.2.25]:110",
        "MAILWATCHD_HOST=mx1.example.org",
        "MAILWATCHD_ADDRESS=192.0.2.25",
        "MAILWATCHD_PORT=110",
        "MAILWATCHD_READING=port",
        "MAILWATCHD_OLD=closed",
        "MAILWATCHD_NEW=open",
        "MAILWATCHD_EVIDENCE=+OK Dovecot ready.",
    };
    EXPECT_EQ(journal_fields(transition), expected);
}

TEST(Journal, says_dnsbl_and_check) {
    auto listed = opened();
    listed.kind = &change::dnsbl_listed;
    listed.subject = model::Subject::address("mx1.example.org", address("192.0.2.25"));
    listed.reading = &reading::listed;
    listed.argument = "zen.example";
    EXPECT_EQ(by_name(journal_fields(listed)).find("MAILWATCHD_DNSBL")->second, "zen.example");
    EXPECT_EQ(by_name(journal_fields(listed)).find("MAILWATCHD_READING")->second,
              "listed:zen.example");

    auto retired = opened();
    retired.subject = model::Subject::dnsbl("zen.example");
    retired.reading = &reading::dnsbl;
    EXPECT_EQ(by_name(journal_fields(retired)).find("MAILWATCHD_DNSBL")->second, "zen.example");
    EXPECT_EQ(by_name(journal_fields(retired)).count("MAILWATCHD_HOST"), 0U);

    auto verdict = opened();
    verdict.subject = model::Subject::name("example.org");
    verdict.reading = &reading::verdict;
    verdict.argument = "pop3";
    EXPECT_EQ(by_name(journal_fields(verdict)).find("MAILWATCHD_CHECK")->second, "pop3");
}

/// An entry is what we say it is, whatever a banner holds.
TEST(Journal, a5_remote_bytes_stay_inside) {
    std::mt19937 random{3};
    std::uniform_int_distribution<int> byte{0, 255};
    const auto& changes = test::reading_kinds().changes();
    for (int round = 0; round < 3000; ++round) {
        std::string hostile(40, '\0');
        for (char& c : hostile) c = static_cast<char>(byte(random));
        auto transition = opened();
        transition.kind = changes[static_cast<std::size_t>(round) % changes.size()];
        transition.old_value = transition.new_value = transition.evidence = transition.argument =
            hostile;
        transition.subject.text = transition.subject.known_as = hostile;
        transition.targets = transition.consequences = transition.also = {hostile};
        for (const auto& field : journal_fields(transition))
            EXPECT_TRUE(std::ranges::all_of(field, [](char c) { return c >= 0x20 && c <= 0x7e; }))
                << field;
    }
}

struct Aimed {
    const char* name;
    std::string banner;
};
const std::string endless(5000, 'A');

const Aimed aimed[] = {
    {"forged_line", "ready\nMESSAGE=all is well\nPRIORITY=7"},
    {"terminal", "\x1b]0;owned\x07\x1b[2J"},
    {"right_to_left", "\xe2\x80\xae!"},
    {"template_text", "{{ .Labels.host }} <script>alert(1)</script> =HYPERLINK(1) **bold**"},
    {"endless", endless},
};
class AimedAtTheReader : public testing::TestWithParam<Aimed> {};

/// Escaped, and at most 200 bytes.
TEST_P(AimedAtTheReader, a6_is_shown_as_what_it_is) {
    auto transition = opened();
    transition.evidence = GetParam().banner;
    const auto before = journal_fields(opened());
    const auto after = journal_fields(transition);
    EXPECT_EQ(before.size(), after.size()) << "no additional field";
    const auto evidence = by_name(after).find("MAILWATCHD_EVIDENCE")->second;
    EXPECT_LE(evidence.size(), 200U);
    EXPECT_TRUE(std::ranges::all_of(evidence, [](char c) { return c >= 0x20 && c <= 0x7e; }))
        << evidence;
    EXPECT_EQ(message(transition), message(opened()));
}
INSTANTIATE_TEST_SUITE_P(Table, AimedAtTheReader, testing::ValuesIn(aimed),
                         [](const auto& row) { return row.param.name; });

std::size_t bytes_of(const std::vector<std::string>& fields) {
    std::size_t bytes = 0;
    for (const auto& field : fields) bytes += field.size();
    return bytes;
}

/// sd_journal_sendv(3) makes two vectors of each field and adds its own field.
void expect_deliverable(const std::vector<std::string>& fields, const std::string& what) {
    constexpr std::size_t vectors_max = 1024, bytes_max = 48 * 1024;
    EXPECT_LT(2 * (fields.size() + 1), vectors_max) << what;
    EXPECT_LT(bytes_of(fields), bytes_max) << what;
}

/// A host of 2,000 domains with two verdicts each. Every text has `bytes` bytes.
model::Transition enormous(const model::ChangeKind& kind, std::size_t bytes) {
    auto transition = opened();
    transition.kind = &kind;
    transition.old_value = transition.new_value = transition.evidence = std::string(bytes, 'v');
    transition.id = transition.argument = std::string(bytes, 'a');
    transition.subject.known_as = std::string(bytes, 'h');
    transition.targets.assign(2000, std::string(bytes, 't'));
    transition.targets_total = 2000;
    transition.also.assign(4000, std::string(bytes, 'o'));
    transition.consequences.assign(4000, std::string(bytes, 'c'));
    transition.consequences_total = 4000;
    return transition;
}

/// An unbounded list for a sink with a limit.
TEST(Journal, e1_every_kind_of_entry_is_deliverable_whatever_it_holds) {
    for (const auto* const kind : test::reading_kinds().changes())
        for (const std::size_t bytes : {1, 30, 3000})
            expect_deliverable(journal_fields(enormous(*kind, bytes)),
                               std::string{kind->name} + ' ' + std::to_string(bytes));
}

TEST(Journal, e1_names_the_first_ten_and_counts_all) {
    const auto fields = by_name(journal_fields(enormous(change::port_opened, 30)));
    EXPECT_EQ(fields.count("MAILWATCHD_TARGET"), 10U);
    EXPECT_EQ(fields.find("MAILWATCHD_TARGETS_TOTAL")->second, "2000");
    EXPECT_EQ(fields.count("MAILWATCHD_CONSEQUENCE"), 10U);
    EXPECT_EQ(fields.find("MAILWATCHD_CONSEQUENCES_TOTAL")->second, "4000");
    EXPECT_EQ(fields.count("MAILWATCHD_TRUNCATED"), 0U);
}

struct BoundedCase {
    const char* name;
    std::size_t fields, bytes;  ///< Number and length of the fields.
    std::size_t left, longest;  ///< Number and longest field afterwards.
    const char* said;           ///< The last field, if something was lost.
};
const BoundedCase bounded_cases[] = {
    {"none", 0, 0, 0, 0, nullptr},
    {"small", 20, 100, 20, 100, nullptr},
    {"as_many_as_there_may_be", 63, 10, 63, 10, nullptr},
    {"one_field_too_many", 64, 10, 64, 10, "MAILWATCHD_TRUNCATED=1"},
    {"thousands", 6000, 10, 64, 10, "MAILWATCHD_TRUNCATED=5937"},
    {"one_endless", 1, 100'000, 2, entry_bytes_max - 41, "MAILWATCHD_TRUNCATED=1"},
    {"all_long", 40, 2048, 41, (entry_bytes_max - 41) / 40, "MAILWATCHD_TRUNCATED=40"},
    {"both", 6000, 5000, 64, (entry_bytes_max - 41) / 63, "MAILWATCHD_TRUNCATED=6000"},
};
class Bounded : public testing::TestWithParam<BoundedCase> {};

TEST_P(Bounded, an_entry_fits_and_says_what_it_lost) {
    const auto& row = GetParam();
    const auto fields = bounded(std::vector(row.fields, std::string(row.bytes, 'x')));
    EXPECT_LE(bytes_of(fields), entry_bytes_max);
    ASSERT_EQ(fields.size(), row.left);
    EXPECT_TRUE(row.said == nullptr || fields.back() == row.said) << fields.back();
    EXPECT_EQ(fields.empty() ? 0 : fields.front().size(), row.longest);
    EXPECT_TRUE(row.longest == row.bytes || fields.front().ends_with("xxx..."));
}
INSTANTIATE_TEST_SUITE_P(Table, Bounded, testing::ValuesIn(bounded_cases),
                         [](const auto& row) { return row.param.name; });

TEST(Bounded, cuts_the_longest_and_leaves_the_short_alone) {
    std::vector<std::string> fields(20, std::string(100, 's'));
    fields.emplace_back(30'000, 'm');
    fields.emplace_back(90'000, 'l');
    const auto fitting = bounded(fields);
    EXPECT_EQ(fitting[19], fields[19]);
    EXPECT_EQ(fitting[20].size(), fitting[21].size());
    EXPECT_GT(fitting[21].size(), 15'000U) << "no more than needed";
    EXPECT_EQ(fitting.back(), "MAILWATCHD_TRUNCATED=2");
}

}  // namespace
}  // namespace mailwatchd::publish
