#include "publish/journal/journal.h"

#include "publish/journal/message_ids.h"
#include "unit/publish/golden.h"
#include "unit/publish/opened.h"

#include <algorithm>
#include <map>
#include <random>
#include <regex>
#include <set>
#include <sstream>
#include <sys/stat.h>
#include <unistd.h>

namespace mailwatchd::publish {
namespace {

using model::ReadingName;
using model::Transition;
using model::TransitionKind;

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
        "MESSAGE_ID=" + std::string{message_id(TransitionKind::port_opened)},
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

TEST(Journal, says_zone_and_check) {
    auto listed = opened();
    listed.kind = TransitionKind::dnsbl_listed;
    listed.subject = model::Subject::address("mx1.example.org", address("192.0.2.25"));
    listed.name = ReadingName::listed;
    listed.argument = "zen.example";
    EXPECT_EQ(by_name(journal_fields(listed)).find("MAILWATCHD_ZONE")->second, "zen.example");
    EXPECT_EQ(by_name(journal_fields(listed)).find("MAILWATCHD_READING")->second,
              "listed:zen.example");

    auto retired = opened();
    retired.subject = model::Subject::zone("zen.example");
    retired.name = ReadingName::zone;
    EXPECT_EQ(by_name(journal_fields(retired)).find("MAILWATCHD_ZONE")->second, "zen.example");
    EXPECT_EQ(by_name(journal_fields(retired)).count("MAILWATCHD_HOST"), 0U);

    auto verdict = opened();
    verdict.subject = model::Subject::name("example.org");
    verdict.name = ReadingName::verdict;
    verdict.argument = "pop3";
    EXPECT_EQ(by_name(journal_fields(verdict)).find("MAILWATCHD_CHECK")->second, "pop3");
}

/// FAILURES A5: an entry is what we say it is, whatever a banner holds.
TEST(Journal, remote_bytes_stay_inside) {
    std::mt19937 random{3};
    std::uniform_int_distribution<int> byte{0, 255};
    for (int round = 0; round < 3000; ++round) {
        std::string hostile(40, '\0');
        for (char& c : hostile) c = static_cast<char>(byte(random));
        auto transition = opened();
        transition.kind = static_cast<TransitionKind>(round % 25);
        transition.old_value = transition.new_value = transition.evidence = transition.argument =
            hostile;
        transition.subject.text = hostile + "[192.0.2.1]:110";
        transition.targets = transition.consequences = {hostile};
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

/// FAILURES A6: escaped, and at most 200 bytes.
TEST_P(AimedAtTheReader, is_shown_as_what_it_is) {
    auto transition = opened();
    transition.evidence = GetParam().banner;
    const auto before = journal_fields(opened());
    const auto after = journal_fields(transition);
    EXPECT_EQ(before.size(), after.size()) << "no field more";
    const auto evidence = by_name(after).find("MAILWATCHD_EVIDENCE")->second;
    EXPECT_LE(evidence.size(), 200U);
    EXPECT_TRUE(std::ranges::all_of(evidence, [](char c) { return c >= 0x20 && c <= 0x7e; }))
        << evidence;
    EXPECT_EQ(message(transition), message(opened()));
}
INSTANTIATE_TEST_SUITE_P(Table, AimedAtTheReader, testing::ValuesIn(aimed),
                         [](const auto& row) { return row.param.name; });

TEST(Teller, hands_over_one_entry_and_says_when_it_could_not) {
    std::vector<std::vector<std::string>> sent;
    int answer = 0;
    JournalTeller teller{
        [&](const std::vector<std::string>& fields) { return sent.push_back(fields), answer; }};
    EXPECT_TRUE(teller.tell(opened()));
    ASSERT_EQ(sent.size(), 1U);
    EXPECT_EQ(sent[0], journal_fields(opened()));
    answer = -ENOBUFS;
    const auto failed = teller.tell(opened());
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().detail, "journal: No buffer space available");
}

TEST(Teller, without_a_journal_writes_a_line_of_json) {
    std::ostringstream out;
    JsonLinesTeller teller{out};
    EXPECT_TRUE(teller.tell(opened()));
    EXPECT_TRUE(teller.tell(opened()));
    const auto lines = out.str();
    EXPECT_EQ(std::ranges::count(lines, '\n'), 2);
    EXPECT_TRUE(lines.starts_with("{\"at\":\"2026-11-22T12:00:00Z\",\"id\":\"7777"));
    out.setstate(std::ios::badbit);
    EXPECT_FALSE(teller.tell(opened()));
    EXPECT_TRUE(teller.tell(opened())) << "the next may come through";
}

TEST(Teller, knows_the_journal_by_device_and_inode) {
    struct stat seen {};
    ASSERT_EQ(::fstat(STDERR_FILENO, &seen), 0);
    const auto stream = std::to_string(seen.st_dev) + ':' + std::to_string(seen.st_ino);
    EXPECT_TRUE(is_journal_stream(stream.c_str(), STDERR_FILENO));
    EXPECT_FALSE(is_journal_stream((stream + "1").c_str(), STDERR_FILENO));
    EXPECT_FALSE(is_journal_stream("", STDERR_FILENO));
    EXPECT_FALSE(is_journal_stream(nullptr, STDERR_FILENO));
    EXPECT_FALSE(is_journal_stream(stream.c_str(), -1));
}

TEST(MessageIds, are_one_a_kind_and_in_order) {
    std::set<std::string_view> ids;
    for (std::size_t i = 0; i < message_ids.size(); ++i) {
        EXPECT_EQ(static_cast<std::size_t>(message_ids[i].kind), i);
        EXPECT_TRUE(std::regex_match(std::string{message_ids[i].id}, std::regex{"[0-9a-f]{32}"}));
        EXPECT_TRUE(ids.insert(message_ids[i].id).second);
    }
}

TEST(MessageIds, are_those_of_the_catalogue) {
    std::istringstream lines{
        read_file(std::string{MAILWATCHD_TEST_DATA} + "/../../systemd/mailwatchd.catalog")};
    std::vector<std::string> ids;
    std::set<std::string> fields;
    std::size_t subjects = 0;
    const std::regex reference{"@([A-Z_]+)@"};
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with("-- ")) ids.push_back(line.substr(3));
        if (line.starts_with("Subject: ")) ++subjects;
        for (std::sregex_iterator at{line.begin(), line.end(), reference};
             at != std::sregex_iterator{}; ++at)
            fields.insert((*at)[1]);
        EXPECT_LE(line.size(), 100U) << line;
    }
    ASSERT_EQ(ids.size(), message_ids.size());
    EXPECT_EQ(subjects, ids.size());
    for (std::size_t i = 0; i < ids.size(); ++i) EXPECT_EQ(ids[i], message_ids[i].id);
    const std::set<std::string> sent{
        "MAILWATCHD_TARGET",  "MAILWATCHD_CHECK", "MAILWATCHD_SUBJECT", "MAILWATCHD_HOST",
        "MAILWATCHD_ADDRESS", "MAILWATCHD_PORT",  "MAILWATCHD_ZONE",    "MAILWATCHD_READING",
        "MAILWATCHD_OLD",     "MAILWATCHD_NEW",   "MAILWATCHD_EVIDENCE"};
    for (const auto& field : fields) EXPECT_TRUE(sent.contains(field)) << field;
}

}  // namespace
}  // namespace mailwatchd::publish
