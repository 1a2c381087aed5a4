// etc/mailwatchd.toml shows exactly the existing keys, with their defaults.
#include "config/document.h"
#include "config/tables.h"
#include "config/web.h"
#include "unit/config/read_support.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <regex>
#include <set>

namespace mailwatchd::config {
namespace {

const std::string root = MAILWATCHD_TEST_DATA "/../..";

std::string content(const std::string& file) {
    std::ifstream stream{root + file};
    return {std::istreambuf_iterator<char>{stream}, {}};
}

/// Removes the "#" of "#key = …" and "#[table]"; comments have a space after it.
std::string uncommented(const std::string& text) {
    return std::regex_replace(text, std::regex{"(^|\n)#(?=[a-z\\[])"}, "$1");
}

std::vector<std::string> check_names() {
    const auto text = content("/daemon/checks/checks.def");
    const std::regex line{"(?:^|\n)CHECK\\(([a-z0-9_]+)"};
    std::vector<std::string> names;
    for (std::sregex_iterator at{text.begin(), text.end(), line}, end; at != end; ++at)
        names.push_back((*at)[1]);
    return names;
}

Loaded read_with_checks(Reader& reader, const std::vector<std::string>& names) {
    for (const auto& name : names) {
        auto& section = reader.check(name);
        EXPECT_NE(section.place().line, 0) << name << " has no table";
        const auto common = read_common(section, {});
        EXPECT_TRUE(common.enabled);
        if (name == "dnsbl" || name == "reputation") {
            EXPECT_EQ(section.integer("min_proven", 0, 1, 1000), 5);
        }
        if (name == "transport_tls") {
            EXPECT_FALSE(section.flag("probe_injection", true));
        }
    }
    for (std::size_t i = 0; i < reader.configuration().targets.size(); ++i)
        for (const auto& name : names)
            if (auto* const section = reader.target_check(i, name)) read_common(*section, {});
    return reader.finish();
}

TEST(ShippedFile, starts_as_it_is_with_no_targets_and_no_warning) {
    Reader reader{test_checks};
    reader.read_file(root + "/etc/mailwatchd.toml");
    const auto loaded = read_all(reader);
    EXPECT_EQ(texts(loaded.problems), "");
    EXPECT_TRUE(loaded.configuration.targets.empty());
    EXPECT_TRUE(loaded.configuration.warnings.empty());
}

TEST(ShippedFile, shows_the_defaults) {
    const auto names = check_names();
    const std::vector<std::string_view> views{names.begin(), names.end()};
    Reader reader{views};
    reader.read_text(uncommented(content("/etc/mailwatchd.toml")), root + "/etc/mailwatchd.toml");
    const auto shown = read_with_checks(reader, names);
    EXPECT_EQ(texts(shown.problems), "");
    EXPECT_TRUE(shown.configuration.warnings.empty());

    const auto defaults = read("").configuration;
    const auto& all = shown.configuration;
    EXPECT_EQ(all.daemon.listen, defaults.daemon.listen);
    EXPECT_EQ(all.daemon.allow_unauthenticated, defaults.daemon.allow_unauthenticated);
    EXPECT_EQ(all.daemon.control, "/run/mailwatchd/control.sock");
    EXPECT_EQ(all.daemon.state_directory, "/var/lib/mailwatchd");
    EXPECT_EQ(all.daemon.log_level, defaults.daemon.log_level);
    EXPECT_EQ(all.daemon.detail, defaults.daemon.detail);
    EXPECT_EQ(all.daemon.retention, defaults.daemon.retention);
    EXPECT_EQ(all.daemon.catalogue, defaults.daemon.catalogue);
    EXPECT_FALSE(all.web.tls);
    EXPECT_EQ(all.probe.helo_name, defaults.probe.helo_name);
    EXPECT_TRUE(all.probe.allow_addresses.empty());
    EXPECT_EQ(all.probe.source_v4, defaults.probe.source_v4);
    EXPECT_EQ(all.probe.source_v6, defaults.probe.source_v6);
    EXPECT_EQ(all.probe.ca_file, defaults.probe.ca_file);
    EXPECT_EQ(all.probe.connect_timeout, defaults.probe.connect_timeout);
    EXPECT_EQ(all.probe.greeting_timeout, defaults.probe.greeting_timeout);
    EXPECT_EQ(all.probe.session_timeout, defaults.probe.session_timeout);
    EXPECT_EQ(all.probe.gap, defaults.probe.gap);
    EXPECT_EQ(all.probe.port_gap, defaults.probe.port_gap);
    EXPECT_EQ(all.probe.session_interval, defaults.probe.session_interval);
    EXPECT_EQ(all.probe.max_hosts, defaults.probe.max_hosts);
    EXPECT_EQ(all.probe.controls, defaults.probe.controls);
    EXPECT_EQ(all.probe.active.mode, defaults.probe.active.mode);
    EXPECT_TRUE(all.probe.active.hosts.empty());
    EXPECT_EQ(all.probe.active.relay_recipient, defaults.probe.active.relay_recipient);
    EXPECT_EQ(all.probe.active.spoof_sender, defaults.probe.active.spoof_sender);
    EXPECT_EQ(all.probe.active.control_sender, defaults.probe.active.control_sender);
    EXPECT_EQ(all.probe.active.recipient_user, defaults.probe.active.recipient_user);
    EXPECT_EQ(all.probe.active.no_content_filter, defaults.probe.active.no_content_filter);
    EXPECT_EQ(all.resolver.servers, defaults.resolver.servers);
    EXPECT_EQ(all.resolver.trust_ad, defaults.resolver.trust_ad);
    EXPECT_EQ(all.resolver.timeout, defaults.resolver.timeout);
    EXPECT_EQ(all.resolver.attempts, defaults.resolver.attempts);
    EXPECT_EQ(all.resolver.canaries, defaults.resolver.canaries);
    EXPECT_EQ(all.schedule.interval, defaults.schedule.interval);
    EXPECT_EQ(all.schedule.jitter, defaults.schedule.jitter);
    EXPECT_EQ(all.schedule.confirm_ports, defaults.schedule.confirm_ports);
    EXPECT_EQ(all.schedule.confirm_dns, defaults.schedule.confirm_dns);
    EXPECT_EQ(all.schedule.max_running, defaults.schedule.max_running);
    EXPECT_EQ(all.report.organisation, defaults.report.organisation);
    EXPECT_EQ(all.report.author, defaults.report.author);
}

/// The keys of a table in the uncommented file.
std::set<std::string> keys_of(const Document& document, std::string_view table) {
    const auto* node = document.root.find(table);
    if (node != nullptr && node->kind == Node::Kind::array) node = &node->items.front();
    std::set<std::string> keys;
    if (node != nullptr)
        for (const auto& member : node->members) keys.insert(member.key);
    return keys;
}

TEST(ShippedFile, names_every_key_that_is_read) {
    Problems problems;
    const auto document =
        parse_document(uncommented(content("/etc/mailwatchd.toml")), "etc.toml", problems);
    ASSERT_NE(document, nullptr) << texts(problems);
    const auto expect_all = [&](std::string_view table, const std::vector<std::string>& known) {
        EXPECT_EQ(keys_of(*document, table), std::set(known.begin(), known.end())) << table;
    };
    Section daemon{nullptr, "daemon", problems};
    read_daemon(daemon, {}, problems);
    expect_all("daemon", daemon.known());
    Section web{nullptr, "web", problems};
    read_web(web, {});
    expect_all("web", web.known());
    Section probe{nullptr, "probe", problems};
    read_probe(probe, problems);
    expect_all("probe", probe.known());
    Section resolver{nullptr, "resolver", problems};
    read_resolver(resolver);
    expect_all("resolver", resolver.known());
    Section schedule{nullptr, "schedule", problems};
    read_schedule(schedule, problems);
    expect_all("schedule", schedule.known());
    Section report{nullptr, "report", problems};
    read_report(report);
    expect_all("report", report.known());
    expect_all("checks", check_names());
    expect_all("dnsbl", {"name", "class", "families", "test_answer", "test_point", "codes",
                         "part_of", "key", "enabled", "retired", "note"});
    expect_all("source", {"name", "kind", "class", "families", "test_answer", "test_point",
                          "test_name", "codes", "key", "enabled", "retired", "note"});
    expect_all("target",
               {"name", "interval", "active", "mailboxes", "submission", "senders", "checks"});
}

TEST(ShippedFile, f1_cut_anywhere_is_calm) {
    const auto text = uncommented(content("/etc/mailwatchd.toml"));
    for (std::size_t size = 0; size < text.size(); size += 7) {
        Problems problems;
        const auto document = parse_document(std::string_view{text}.substr(0, size), "x", problems);
        EXPECT_EQ(problems.size(), document == nullptr ? 1U : 0U);
    }
}

}  // namespace
}  // namespace mailwatchd::config
