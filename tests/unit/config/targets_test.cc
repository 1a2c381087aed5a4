#include "config/targets.h"

#include "unit/config/read_support.h"

#include <gtest/gtest.h>

#include <fstream>

namespace mailwatchd::config {
namespace {

std::string names(const Configuration& configuration) {
    std::string text;
    for (const auto& target : configuration.targets)
        text.append(text.empty() ? "" : " ").append(target.name.name);
    return text;
}

std::string lines(const std::vector<std::string>& warnings) {
    std::string text;
    for (const auto& warning : warnings) text += warning + '\n';
    return text;
}

TEST(Targets, f3_are_told_apart_and_written_one_way) {
    const auto loaded = read(
        R"(targets = ["Example.ORG.", "mail.example.org", "192.0.2.1", "2001:DB8:0::1",
                      "b\u00FCcher.example"])");
    EXPECT_EQ(texts(loaded.problems), "");
    EXPECT_EQ(names(loaded.configuration),
              "example.org mail.example.org 192.0.2.1 2001:db8::1 xn--bcher-kva.example");
    using enum model::TargetKind;
    const auto& targets = loaded.configuration.targets;
    EXPECT_EQ(targets[0].name.kind, domain);
    EXPECT_EQ(targets[1].name.kind, subdomain);
    EXPECT_EQ(targets[2].name.kind, ipv4);
    EXPECT_EQ(targets[3].name.kind, ipv6);
    EXPECT_EQ(targets[1].at, (Place{"x.toml", 1, 28}));
}

TEST(Targets, f3_repeats_are_one_target_and_a_warning) {
    const auto loaded = read("targets = [\"example.org\", \"example.net\", \"EXAMPLE.org.\"]");
    EXPECT_EQ(names(loaded.configuration), "example.org example.net");
    EXPECT_EQ(lines(loaded.configuration.warnings),
              "x.toml:1:42: targets: \"example.org\" is listed twice\n");
}

TEST(Targets, many_repeats_are_told_shortly) {
    std::string text = "targets = [";
    for (int i = 0; i < 500; ++i) text += "\"example.org\",";
    EXPECT_EQ(read(text + "]").configuration.warnings.size(), 21U);
}

TEST(Targets, the_table_wins_over_the_list) {
    const auto loaded = read(
        "targets = [\"example.net\", \"example.org\"]\n"
        "[schedule]\n"
        "interval = \"2d\"\n"
        "[[target]]\n"
        "name = \"example.org\"\n"
        "interval = \"1d\"\n"
        "mailboxes = [\"imap.example.org\"]\n"
        "submission = [\"smtp.example.org\"]\n"
        "senders = [\"out.example.org\", \"192.0.2.25\"]\n");
    EXPECT_EQ(texts(loaded.problems), "");
    EXPECT_EQ(lines(loaded.configuration.warnings), "");
    const auto& targets = loaded.configuration.targets;
    ASSERT_EQ(targets.size(), 2U);
    EXPECT_EQ(targets[0].interval, 48h);
    EXPECT_EQ(targets[1].interval, 24h);
    EXPECT_EQ(targets[1].at.line, 4);
    ASSERT_EQ(targets[1].mailboxes.size(), 1U);
    EXPECT_EQ(targets[1].mailboxes[0].text(), "imap.example.org");
    EXPECT_EQ(targets[1].submission[0].text(), "smtp.example.org");
    ASSERT_EQ(targets[1].senders.size(), 2U);
    EXPECT_EQ(targets[1].senders[0].name, "out.example.org");
    EXPECT_EQ(targets[1].senders[1].kind, model::TargetKind::ipv4);
}

TEST(Targets, two_tables_of_one_name_contradict_each_other) {
    const auto loaded =
        read("[[target]]\nname = \"example.org\"\n[[target]]\nname = \"example.org\"\n");
    EXPECT_EQ(texts(loaded.problems),
              "x.toml:4:8: target.name: \"example.org\" is already defined at x.toml:1:1\n");
}

struct Row {
    const char* name;
    const char* text;
    const char* problem;
};

const Row wrong[] = {
    {"no_name", "[[target]]\ninterval = \"1d\"", "x.toml:1:1: target: missing name = "},
    {"name_number", "[[target]]\nname = 5", "x.toml:2:8: target.name: found 5, expected a string"},
    {"unknown_key", "[[target]]\nname = \"example.org\"\nmailbox = []",
     "x.toml:3:1: target.mailbox: unknown key; did you mean \"mailboxes\"?"},
    {"interval", "[[target]]\nname = \"example.org\"\ninterval = \"10s\"",
     "x.toml:3:12: target.interval: found \"10s\""},
    {"mailboxes", "[[target]]\nname = \"example.org\"\nmailboxes = [\"192.0.2.1\"]",
     "x.toml:3:14: target.mailboxes: not a domain name (ends in a number)"},
    {"checks", "[[target]]\nname = \"example.org\"\nchecks = 1",
     "x.toml:3:10: target.checks: found 1, expected a table"},
    {"url", "targets = [\"https://example.org\"]",
     "x.toml:1:12: targets: expected a domain, host name or address"},
    {"mailbox", "targets = [\"postmaster@example.org\"]",
     "expected a domain, host name or address"},
    {"wildcard", "targets = [\"*.example.org\"]", "expected a domain, host name or address"},
    {"block", "targets = [\"192.0.2.0/24\"]", "expected a domain, host name or address"},
    {"with_port", "targets = [\"192.0.2.1:25\"]", "expected a domain, host name or address"},
    {"four_numbers", "targets = [\"192.0.2.256\"]", "ends in a number"},
    {"root", "targets = [\".\"]", "expected a domain, host name or address"},
    {"empty", "targets = [\"\"]", "expected a domain, host name or address"},
    {"hostile", "targets = [\"a\\u001B]0;\\u0007\\u202Eb.example\"]",
     "expected a domain, host name or address"},  // Failure A5
};

class WrongTarget : public testing::TestWithParam<Row> {};

TEST_P(WrongTarget, is_one_problem_at_its_place) {
    const auto loaded = read(GetParam().text);
    const auto said = texts(loaded.problems);
    EXPECT_EQ(loaded.problems.size(), 1U) << said;
    EXPECT_NE(said.find(GetParam().problem), std::string::npos) << said;
    for (const char c : said) EXPECT_TRUE((c >= 0x20 && c <= 0x7E) || c == '\n');
}

INSTANTIATE_TEST_SUITE_P(Table, WrongTarget, testing::ValuesIn(wrong),
                         [](const auto& row) { return row.param.name; });

std::string list_of(std::size_t count) {
    std::string text = "targets = [\n";
    for (std::size_t i = 0; i < count; ++i) text += "\"d" + std::to_string(i) + ".example.org\",\n";
    return text + "]\n";
}

TEST(Targets, f3_a_hundred_thousand_are_read) {
    const auto loaded = read(list_of(targets_max));
    EXPECT_EQ(texts(loaded.problems), "");
    EXPECT_EQ(loaded.configuration.targets.size(), targets_max);
}

TEST(Targets, f3_more_are_one_problem) {
    const auto loaded = read(list_of(targets_max + 3));
    EXPECT_EQ(texts(loaded.problems), "x.toml:100002:1: more than 100000 targets\n");
}

TEST(Targets, f3_a_name_too_long_is_said_shortly) {
    const auto loaded = read("targets = [\"" + std::string(300, 'a') + ".example\"]");
    ASSERT_EQ(loaded.problems.size(), 1U);
    EXPECT_LE(loaded.problems[0].what.size(), 250U);
}

/// A temporary folder.
class TargetsFiles : public testing::Test {
protected:
    void SetUp() override {
        auto pattern = (std::filesystem::temp_directory_path() / "mw-[x]-XXXXXX").string();
        ASSERT_NE(mkdtemp(pattern.data()), nullptr);
        folder_ = pattern;  // Tests that brackets in its name are not a pattern.
        std::filesystem::create_directory(folder_ / "d");
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }

    void write(const std::string& name, std::string_view text) {
        std::ofstream{folder_ / name, std::ios::binary} << text;
    }
    Loaded load(std::string_view text) {
        write("x.toml", text);
        Reader reader{test_checks};
        reader.read_file(folder_ / "x.toml");
        return read_all(reader);
    }
    /// The problems without the name of the folder.
    std::string said(const Loaded& loaded) const {
        auto text = texts(loaded.problems);
        const auto prefix = folder_.string() + '/';
        for (auto at = text.find(prefix); at != std::string::npos; at = text.find(prefix))
            text.erase(at, prefix.size());
        return text;
    }

    std::filesystem::path folder_;
};

TEST_F(TargetsFiles, of_both_kinds_are_read_in_order) {
    write("d/b.toml",
          "targets = [\"b.example\"]\n[[target]]\nname = \"c.example\"\nchecks.pop3.weight = 2\n");
    write("d/a.txt", "# ours\n\n  a.example  # tail\r\n192.0.2.1\nb\xC3\xBC.example");
    const auto loaded = load(
        "targets = [\"x.example\"]\ntargets_files = [\"d/*.toml\", \"d/*.txt\", \"d/a.txt\"]\n");
    EXPECT_EQ(said(loaded), "");
    EXPECT_EQ(names(loaded.configuration),
              "x.example b.example c.example a.example 192.0.2.1 xn--b-eha.example");
    EXPECT_EQ(lines(loaded.configuration.warnings), "");
    EXPECT_EQ(loaded.configuration.targets[3].at.line, 3);
    EXPECT_EQ(loaded.configuration.targets[3].at.column, 3);
}

/// RFC 3629 §6: at its beginning it is a signature, elsewhere a character.
TEST_F(TargetsFiles, a_byte_order_mark_is_no_part_of_a_file) {
    write("d/a.txt",
          "\xEF\xBB\xBF"
          "192.0.2.1\r\nexample.net\r\n");
    write("d/b.txt", "\xEF\xBB\xBF# ours\nexample.com\n");
    write("d/c.toml", "\xEF\xBB\xBFtargets = [\"c.example\"]\r\n");
    const auto loaded = load("\xEF\xBB\xBFtargets_files = [\"d/*\"]\r\n");
    EXPECT_EQ(said(loaded), "");
    EXPECT_EQ(names(loaded.configuration), "192.0.2.1 example.net example.com c.example");
    EXPECT_EQ(loaded.configuration.targets[0].at.column, 1);
    write("d/a.txt",
          "example.net\n\xEF\xBB\xBF"
          "192.0.2.1\n");
    EXPECT_NE(said(load("targets_files = [\"d/a.txt\"]")), "");
}

TEST_F(TargetsFiles, have_their_problems_at_their_places) {
    write("d/1.toml",
          "targets = [\"a b\"]\n[daemon]\n[[target]]\nname = \"c.example\"\nchecks.pop3.weigth = "
          "2\n");
    write("d/2.toml", "[");
    write("d/3.txt", "good.example\n  not good\n");
    write("d/4.txt", std::string((4U << 20) + 1, '#'));
    write("d/5.json", "{}");
    const auto loaded = load("targets_files = [\"d/*\", \"d/none.txt\"]\n[daemons]\n");
    EXPECT_EQ(said(loaded),
              "x.toml:1:18: targets_files: d/5.json: expected *.toml or *.txt\n"
              "x.toml:1:25: targets_files: no such file\n"
              "x.toml:2:2: daemons: unknown key; did you mean \"daemon\"?\n"
              "d/1.toml:1:12: targets: expected a domain, host name or address: not a domain name "
              "(invalid character): \"a b\"\n"
              "d/1.toml:2:2: daemon: unknown key\n"
              "d/1.toml:5:13: target.checks.pop3.weigth: unknown key; did you mean \"weight\"?\n"
              "d/2.toml:1:2: Error while parsing table header: encountered end-of-file\n"
              "d/3.txt:2:3: expected a domain, host name or address: not a domain name "
              "(invalid character): \"not good\"\n"
              "d/4.txt: larger than 4194304 bytes\n");
    EXPECT_EQ(names(loaded.configuration), "c.example good.example");
}

TEST_F(TargetsFiles, a_name_of_a_list_and_a_table_in_another_file_are_one) {
    write("d/a.txt", "example.org\n");
    const auto loaded = load(
        "targets_files = [\"d/a.txt\"]\n[[target]]\nname = \"example.org\"\ninterval = \"2d\"\n");
    EXPECT_EQ(said(loaded), "");
    ASSERT_EQ(loaded.configuration.targets.size(), 1U);
    EXPECT_EQ(loaded.configuration.targets[0].interval, 48h);
    EXPECT_EQ(lines(loaded.configuration.warnings), "");
}

TEST_F(TargetsFiles, text_is_limited_as_toml_is) {
    write("d/a.txt", std::string("a.example\0.evil\n", 16));
    const auto loaded = load("targets_files = [\"d/a.txt\"]");
    EXPECT_EQ(said(loaded),
              "d/a.txt:1:1: expected a domain, host name or address: not a domain name (invalid "
              "character): \"a.example\\x00.evil\"\n");
}

}  // namespace
}  // namespace mailwatchd::config
