#include "publish/text/text.h"

#include "publish/layout.h"
#include "publish/reason_words.h"
#include "unit/publish/golden.h"
#include "unit/publish/sample.h"

#include <algorithm>
#include <random>
#include <sstream>

namespace mailwatchd::publish {
namespace {

TEST(Text, looks_as_it_was_read) {
    expect_golden("audit_80.txt", to_text(sample_audit(), {.width = 80, .colour = false}));
    expect_golden("audit_120.txt", to_text(sample_audit(), {.width = 120, .colour = false}));
    expect_golden("audit_colour.txt", to_text(sample_audit(), {.width = 80, .colour = true}));
}

std::string without_colour(std::string text) {
    for (std::size_t at = 0; (at = text.find("\x1b[", at)) != std::string::npos;)
        text.erase(at, text.find('m', at) - at + 1);
    return text;
}

TEST(Text, colour_changes_no_word) {
    EXPECT_EQ(without_colour(to_text(sample_audit(), {.width = 80, .colour = true})),
              to_text(sample_audit(), {.width = 80, .colour = false}));
}

TEST(Text, fits_its_width) {
    auto audit = sample_audit();
    auto state = std::make_shared<model::TargetState>(*audit.state);
    state->target.name = std::string(60, 'a') + '.' + std::string(60, 'b') + ".example";
    state->checks[3].report.findings[1].evidence = std::string(500, 'x');
    audit.state = state;
    for (std::size_t width : {0, 60, 61, 80, 100, 200}) {
        std::istringstream lines{to_text(audit, {.width = width, .colour = false})};
        for (std::string line; std::getline(lines, line);) {
            EXPECT_LE(columns(line), std::max<std::size_t>(width, 60)) << line;
            EXPECT_FALSE(line.ends_with(' ')) << line;
        }
    }
}

/// The only escapes on the terminal are ours.
TEST(Text, a5_remote_bytes_stay_inside) {
    std::mt19937 random{9};
    std::uniform_int_distribution<int> byte{0, 255};
    auto audit = sample_audit();
    auto state = std::make_shared<model::TargetState>(*audit.state);
    auto topology = std::make_shared<model::Topology>(*state->topology);
    state->topology = topology;
    audit.state = state;
    for (int round = 0; round < 500; ++round) {
        std::string hostile(40, '\0');
        for (char& c : hostile) c = static_cast<char>(byte(random));
        state->checks[3].report.findings[1].evidence = hostile;
        state->checks[3].report.findings[1].subject.known_as = hostile;
        topology->mx[0].host = hostile;
        audit.readings[5].value = hostile;
        audit.dnsbls[3].dnsbl = hostile;
        const auto text = to_text(audit, {});
        EXPECT_TRUE(std::ranges::all_of(text, [](char c) {
            return c == '\n' || (c >= 0x20 && c <= 0x7e) || static_cast<unsigned char>(c) == 0xC2 ||
                   static_cast<unsigned char>(c) == 0xA7;  // The "§" in the names of standards.
        })) << text;
    }
}

TEST(Text, counts_lists_that_nobody_asks_and_names_those_that_failed) {
    auto audit = sample_audit();
    using enum model::DnsblState;
    constexpr auto v4 = model::Address::Family::v4;
    audit.dnsbls.push_back({"gone.example", v4, noon, retired, ""});
    audit.dnsbls.push_back({"gone2.example", v4, noon, retired, ""});
    audit.dnsbls.push_back({"off.example", v4, noon, off, ""});
    audit.dnsbls.push_back({"keyed.example", v4, noon, no_credential, ""});
    audit.dnsbls.push_back({"part.example", v4, noon, covered, ""});
    const auto text = to_text(audit, {.width = 200, .colour = false});
    EXPECT_NE(
        text.find("Block lists: 1 of 3 in use; failed their self-test: dead.example (wildcarding), "
                  "zen.example (silent); not queried: 2 retired, 1 off, 1 without a key, "
                  "1 part of another list"),
        std::string::npos)
        << text;
}

TEST(Text, of_a_target_that_was_never_audited) {
    Audit audit;
    auto state = std::make_shared<model::TargetState>();
    state->target = {model::TargetKind::ipv4, "192.0.2.1"};
    state->paused = true;
    audit.state = state;
    EXPECT_EQ(to_text(audit, {.width = 60, .colour = false}),
              "192.0.2.1                                           no score\n"
              "ipv4, not audited yet, paused\n");
}

TEST(Reasons, all_have_words) {
    for (int i = 1; i <= static_cast<int>(model::Reason::no_mail_host); ++i)
        EXPECT_FALSE(words(static_cast<model::Reason>(i)).empty()) << i;
}

struct WrapCase {
    const char* name;
    std::string_view text;
    std::string_view wrapped;
};
const WrapCase wrap_cases[] = {
    {"empty", "", ""},
    {"short_text", "one two", "  one two\n"},
    {"breaks", "one two three four", "  one two\n  three four\n"},
    {"exact", "one two 10", "  one two 10\n"},
    {"long_word", "abcdefghijklmno", "  abcdefghij\n  klmno\n"},
    {"long_word_in", "ab abcdefghijklmno c", "  ab\n  abcdefghij\n  klmno c\n"},
    {"exact_word", "ab abcdefghij c", "  ab\n  abcdefghij\n  c\n"},
    {"blanks", "one   two", "  one two\n"},
    {"utf8", "§§§§ §§§§§ §", "  §§§§ §§§§§\n  §\n"},
    {"long_utf8", "§§§§§§§§§§§§", "  §§§§§§§§§§\n  §§\n"},
};
class Wrapping : public testing::TestWithParam<WrapCase> {};
TEST_P(Wrapping, keeps_the_width) {
    EXPECT_EQ(wrapped(GetParam().text, 2, 12), GetParam().wrapped);
}
INSTANTIATE_TEST_SUITE_P(Table, Wrapping, testing::ValuesIn(wrap_cases),
                         [](const auto& row) { return row.param.name; });

TEST(Layout, cuts_and_fills_by_characters) {
    EXPECT_EQ(cut("§§§§§§", 6), "§§§§§§");
    EXPECT_EQ(cut("§§§§§§", 5), "§§...");
    EXPECT_EQ(cut("abcdef", 2), "..");
    EXPECT_EQ(padded("§", 3), "§  ");
    EXPECT_EQ(right("§", 3), "  §");
}

}  // namespace
}  // namespace mailwatchd::publish
