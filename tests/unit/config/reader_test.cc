#include "config/reader.h"

#include "base/duration.h"
#include "unit/config/read_support.h"

#include <gtest/gtest.h>

namespace mailwatchd::config {
namespace {

TEST(Reader, an_empty_file_is_every_default) {
    const auto loaded = read("");
    EXPECT_EQ(texts(loaded.problems), "");
    const auto& all = loaded.configuration;
    ASSERT_EQ(all.daemon.listen.size(), 2U);
    EXPECT_EQ(all.daemon.listen[0].text(), "127.0.0.1:10325");
    EXPECT_EQ(all.daemon.listen[1].text(), "[::1]:10325");
    EXPECT_EQ(all.daemon.retention, 400 * 24h);
    EXPECT_TRUE(all.daemon.catalogue);
    EXPECT_EQ(all.probe.helo_name, "");
    EXPECT_EQ(all.probe.max_hosts, 64U);
    EXPECT_EQ(all.resolver.trust_ad, ResolverSettings::TrustAd::automatic);
    EXPECT_EQ(base::to_text(all.schedule.interval), "12d23h");
    EXPECT_EQ(all.schedule.confirm_ports.size(), 3U);
    EXPECT_TRUE(all.targets.empty());
    EXPECT_TRUE(all.warnings.empty());
}

TEST(Reader, reads_the_daemon) {
    const auto loaded = read(R"([daemon]
listen = "127.0.0.1:0"
allow_unauthenticated = true
control = "/srv/mw.sock"
state_directory = "/srv/mw"
log_level = "debug"
detail = "host"
retention = "1y"
catalogue = false
)");
    EXPECT_EQ(texts(loaded.problems), "");
    EXPECT_TRUE(loaded.configuration.warnings.empty());
    const auto& daemon = loaded.configuration.daemon;
    ASSERT_EQ(daemon.listen.size(), 1U);
    EXPECT_EQ(daemon.listen[0].text(), "127.0.0.1:0");
    EXPECT_TRUE(daemon.allow_unauthenticated);
    EXPECT_EQ(daemon.control, "/srv/mw.sock");
    EXPECT_EQ(daemon.state_directory, "/srv/mw");
    EXPECT_EQ(daemon.log_level, base::Severity::debug);
    EXPECT_EQ(daemon.detail, DaemonSettings::Detail::host);
    EXPECT_EQ(daemon.retention, 365 * 24h);
    EXPECT_FALSE(daemon.catalogue);
}

TEST(Reader, reads_the_probe) {
    const auto loaded = read(R"([probe]
helo_name = "Probe.Example.NET."
allow_addresses = ["10.0.0.0/8", "2001:db8::1"]
source_address = ["192.0.2.1", "2001:db8::2"]
ca_file = "/etc/ca.pem"
connect_timeout = "1s"
greeting_timeout = "2s"
session_timeout = "5s"
gap = "4s"
port_gap = "40s"
session_interval = "2h"
max_hosts = 1
controls = ["MX.Example.NET", "imap.example.net:993", "192.0.2.9", "[2001:db8::9]:465"]
)");
    EXPECT_EQ(texts(loaded.problems), "");
    EXPECT_TRUE(loaded.configuration.warnings.empty());
    const auto& probe = loaded.configuration.probe;
    EXPECT_EQ(probe.helo_name, "probe.example.net");
    ASSERT_EQ(probe.allow_addresses.size(), 2U);
    EXPECT_EQ(probe.allow_addresses[1].text(), "2001:db8::1/128");
    EXPECT_EQ(probe.source_v4->text(), "192.0.2.1");
    EXPECT_EQ(probe.source_v6->text(), "2001:db8::2");
    EXPECT_EQ(probe.ca_file, "/etc/ca.pem");
    EXPECT_EQ(probe.connect_timeout, 1s);
    EXPECT_EQ(probe.greeting_timeout, 2s);
    EXPECT_EQ(probe.session_timeout, 5s);
    EXPECT_EQ(probe.gap, 4s);
    EXPECT_EQ(probe.port_gap, 40s);
    EXPECT_EQ(probe.session_interval, 2h);
    EXPECT_EQ(probe.max_hosts, 1U);
    const std::vector<Control> controls{
        {"mx.example.net", 25}, {"imap.example.net", 993}, {"192.0.2.9", 25}, {"2001:db8::9", 465}};
    EXPECT_EQ(probe.controls, controls);
}

TEST(Reader, reads_the_resolver) {
    const auto loaded = read(R"([resolver]
servers = ["127.0.0.1:5353", "::1", "[2001:db8::53]:53"]
trust_ad = true
timeout = "500ms"
attempts = 1
canaries = ["example.org"]
)");
    EXPECT_EQ(texts(loaded.problems), "");
    const auto& resolver = loaded.configuration.resolver;
    ASSERT_EQ(resolver.servers.size(), 3U);
    EXPECT_EQ(resolver.servers[0].text(), "127.0.0.1:5353");
    EXPECT_EQ(resolver.servers[1].text(), "[::1]:53");
    EXPECT_EQ(resolver.trust_ad, ResolverSettings::TrustAd::yes);
    EXPECT_EQ(resolver.timeout, 500ms);
    EXPECT_EQ(resolver.attempts, 1);
    ASSERT_EQ(resolver.canaries.size(), 1U);
}

TEST(Reader, reads_whose_report_it_is) {
    const auto loaded =
        read("[report]\norganisation = \"Example \u00d6rg\"\nauthor = \"A. Uditor\"\n");
    EXPECT_EQ(texts(loaded.problems), "");
    EXPECT_EQ(loaded.configuration.report.organisation, "Example \u00d6rg");
    EXPECT_EQ(loaded.configuration.report.author, "A. Uditor");
}

TEST(Reader, reads_the_schedule) {
    const auto loaded = read(R"(targets = ["example.org"]
[schedule]
interval = "1d"
jitter = "0"
confirm_ports = ["1s"]
confirm_dns = ["2s", "3s"]
max_running = 7
)");
    EXPECT_EQ(texts(loaded.problems), "");
    EXPECT_TRUE(loaded.configuration.warnings.empty());
    const auto& schedule = loaded.configuration.schedule;
    EXPECT_EQ(schedule.interval, 24h);
    EXPECT_EQ(schedule.jitter, 0s);
    EXPECT_EQ(schedule.confirm_ports, (std::vector<base::Duration>{1s}));
    EXPECT_EQ(schedule.confirm_dns, (std::vector<base::Duration>{2s, 3s}));
    EXPECT_EQ(schedule.max_running, 7U);
    ASSERT_EQ(loaded.configuration.targets.size(), 1U);
    EXPECT_EQ(loaded.configuration.targets[0].interval, 24h);
}

TEST(Reader, f2_five_mistakes_are_five_problems_in_file_order) {
    const auto loaded = read(
        "targets = [\"example.org\", \"exam ple.org\"]\n"
        "[schedule]\n"
        "intervall = \"1d\"\n"
        "jitter = \"12d23\"\n"
        "[checks.pop4]\n"
        "[checks.dnsbl]\n"
        "min_proven = 0\n"
        "[daemon]\n"
        "  log_level = 5\n");
    EXPECT_EQ(
        texts(loaded.problems),
        "x.toml:1:27: targets: expected a domain, host name or address: not a domain name "
        "(invalid "
        "character): \"exam ple.org\"\n"
        "x.toml:3:1: schedule.intervall: unknown key; did you mean \"interval\"?\n"
        "x.toml:4:10: schedule.jitter: found \"12d23\", expected a duration such as \"12d23h\" or "
        "\"90s\" from 0s to 10m\n"
        "x.toml:5:9: checks.pop4: unknown check; did you mean \"pop3\"?\n"
        "x.toml:7:14: checks.dnsbl.min_proven: found 0, expected a whole number from 1 to 1000\n"
        "x.toml:9:15: daemon.log_level: found 5, expected \"debug\", \"info\", \"warning\" or "
        "\"error\"\n");
}

TEST(Reader, f1_a_syntax_error_is_the_only_problem) {
    const auto loaded = read("[\n");
    EXPECT_EQ(texts(loaded.problems).substr(0, 12), "x.toml:1:2: ");
    EXPECT_EQ(loaded.problems.size(), 1U);
}

TEST(Reader, a_missing_file_is_a_problem_without_a_line) {
    Reader reader{test_checks};
    reader.read_file("/nonexistent/x.toml");
    EXPECT_EQ(texts(read_all(reader).problems), "/nonexistent/x.toml: No such file or directory\n");
}

TEST(Reader, f1_a_folder_and_an_endless_file_are_problems) {
    for (const auto* const file : {"/", "/dev/zero"}) {
        Reader reader{test_checks};
        reader.read_file(file);
        EXPECT_EQ(read_all(reader).problems.size(), 1U) << file;
    }
}

TEST(Reader, checks_own_tables_are_lent_and_their_unknown_keys_found) {
    const auto loaded = read(
        "[checks.pop3]\n"
        "enable = true\n"
        "[checks.imap]\n"
        "weight = 101\n"
        "[[target]]\n"
        "name = \"example.org\"\n"
        "checks.dnsbl.min_prooven = 3\n"
        "checks.nope.enabled = true\n");
    EXPECT_EQ(texts(loaded.problems),
              "x.toml:2:1: checks.pop3.enable: unknown key; did you mean \"enabled\"?\n"
              "x.toml:4:10: checks.imap.weight: found 101, expected a whole number from 0 to 100\n"
              "x.toml:7:14: target.checks.dnsbl.min_prooven: unknown key; did you mean "
              "\"min_proven\"?\n"
              "x.toml:8:8: target.checks.nope: unknown check\n");
}

TEST(Reader, the_nearer_table_wins) {
    Reader reader{test_checks};
    reader.read_text(
        "targets = [\"example.net\"]\n"
        "[checks.pop3]\nweight = 7\n"
        "[[target]]\nname = \"example.org\"\nchecks.pop3.enabled = false\n",
        "x.toml");
    const auto global = read_common(reader.check("pop3"), {.enabled = true, .weight = 1});
    EXPECT_TRUE(global.enabled);
    EXPECT_EQ(global.weight, 7);
    EXPECT_FALSE(reader.has_checks(0));
    EXPECT_EQ(reader.target_check(0, "pop3"), nullptr);
    ASSERT_TRUE(reader.has_checks(1));
    EXPECT_EQ(reader.target_check(1, "imap"), nullptr);
    ASSERT_NE(reader.target_check(1, "pop3"), nullptr);
    const auto own = read_common(*reader.target_check(1, "pop3"), global);
    EXPECT_FALSE(own.enabled);
    EXPECT_EQ(own.weight, 7);
    EXPECT_TRUE(reader.finish().ok());
}

TEST(Reader, load_holds_checks_to_their_names_only) {
    Reader reader{test_checks};
    reader.read_text("[checks.pop3]\nwhatever = 1\n[checks.pop5]\n", "x.toml");
    EXPECT_EQ(texts(reader.finish().problems),
              "x.toml:3:9: checks.pop5: unknown check; did you mean \"pop3\"?\n");
}

TEST(Reader, too_many_problems_are_counted) {
    std::string text;
    for (int i = 0; i < 1500; ++i) text += "k" + std::to_string(i) + " = 1\n";
    const auto loaded = read(text);
    ASSERT_EQ(loaded.problems.size(), 1001U);
    EXPECT_EQ(loaded.problems.back().text(), "x.toml: 500 more problems");
}

TEST(Reader, keys_of_later_work_do_not_exist_yet) {
    const auto loaded = read("[schedule]\nmaintenance = []\n[daemon]\ncontrol = \"x\"\n");
    EXPECT_EQ(loaded.problems.size(), 2U) << texts(loaded.problems);
}

}  // namespace
}  // namespace mailwatchd::config
