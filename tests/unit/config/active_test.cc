// The keys for active tests in [probe], and `active` of a target.
#include "unit/config/read_support.h"

#include <gtest/gtest.h>

namespace mailwatchd::config {
namespace {

using model::ActiveMode;

TEST(Active, is_own_where_nothing_is_said) {
    const auto rules = read("").configuration.probe.active;
    EXPECT_EQ(rules.mode, ActiveMode::own);
    EXPECT_TRUE(rules.hosts.empty());
    EXPECT_EQ(rules.relay_recipient, std::nullopt);
    EXPECT_EQ(rules.spoof_sender, std::nullopt);
    EXPECT_EQ(rules.control_sender, std::nullopt);
    EXPECT_EQ(rules.recipient_user, "postmaster");
    EXPECT_FALSE(rules.no_content_filter);
}

TEST(Active, reads_every_key) {
    const auto loaded = read(R"([probe]
active = "all"
active_hosts = ["MX.Example.NET.", "192.0.2.1", "2001:DB8:0::1", "example.com"]
relay_recipient = "Canary@b\u00FCcher.example."
spf_reject_sender = "no+body@closed.example"
control_sender = "postmaster@example.net"
probe_recipient = "hostmaster"
spf_no_content_filter = true
)");
    EXPECT_EQ(texts(loaded.problems), "");
    const auto& rules = loaded.configuration.probe.active;
    EXPECT_EQ(rules.mode, ActiveMode::all);
    EXPECT_EQ(rules.hosts, (std::vector<std::string>{"mx.example.net", "192.0.2.1", "2001:db8::1",
                                                     "example.com"}));
    EXPECT_EQ(rules.relay_recipient, "Canary@xn--bcher-kva.example");
    EXPECT_EQ(rules.spoof_sender, "no+body@closed.example");
    EXPECT_EQ(rules.control_sender, "postmaster@example.net");
    EXPECT_EQ(rules.recipient_user, "hostmaster");
    EXPECT_TRUE(rules.no_content_filter);
}

TEST(Active, auto_and_empty_are_the_defaults) {
    const auto loaded = read(
        "[probe]\nrelay_recipient = \"\"\nspf_reject_sender = \"auto\"\ncontrol_sender = \"\"\n");
    EXPECT_EQ(texts(loaded.problems), "");
    const auto& rules = loaded.configuration.probe.active;
    EXPECT_FALSE(rules.relay_recipient || rules.spoof_sender || rules.control_sender);
}

struct Mistake {
    const char* line;
    const char* problem;
};

const Mistake mistakes[] = {
    {"active = \"yes\"", "active: found \"yes\", expected \"own\", \"off\" or \"all\""},
    {"active_hosts = [\"com\"]",
     "active_hosts: found \"com\", expected a host or domain such as \"mx.example.net\", or an "
     "address"},
    {"relay_recipient = \"example.net\"",
     "relay_recipient: found \"example.net\", expected a mailbox such as "
     "\"mailwatchd-probe@example.net\""},
    {"relay_recipient = \"a b@example.net\"", "relay_recipient: found \"a b@example.net\""},
    {"relay_recipient = \"x>\\r\\nDATA@example.net\"", "relay_recipient: found "},
    {"relay_recipient = \"x@[192.0.2.1]\"", "relay_recipient: found "},
    {"relay_recipient = \"x@localhost\"", "relay_recipient: found "},
    {"control_sender = \".x@example.net\"", "control_sender: found "},
    {"spf_reject_sender = \"\"", "spf_reject_sender: found \"\""},
    {"probe_recipient = \"postmaster@example.org\"",
     "probe_recipient: found \"postmaster@example.org\", expected the part of a mailbox before its "
     "@"},
    {"spf_no_content_filter = 1", "spf_no_content_filter: found 1, expected true or false"},
};

TEST(Active, f2_a_mistake_is_a_problem_with_its_place) {
    for (const auto& [line, problem] : mistakes) {
        const auto found = texts(read(std::string{"[probe]\n"} + line + '\n').problems);
        EXPECT_TRUE(found.starts_with("x.toml:2:")) << found;
        EXPECT_NE(found.find(std::string{": probe."} + problem), std::string::npos)
            << line << ": " << found;
    }
}

TEST(Active, a_target_may_say_otherwise) {
    const auto loaded = read(R"(targets = ["example.org"]
[probe]
active = "off"
[[target]]
name = "example.net"
active = "all"
[[target]]
name = "example.com"
[[target]]
name = "example.edu"
active = "maybe"
)");
    EXPECT_EQ(
        texts(loaded.problems),
        "x.toml:11:10: target.active: found \"maybe\", expected \"own\", \"off\" or \"all\"\n");
    const auto& targets = loaded.configuration.targets;
    ASSERT_EQ(targets.size(), 4U);
    EXPECT_EQ(targets[0].active, ActiveMode::off);
    EXPECT_EQ(targets[1].active, ActiveMode::all);
    EXPECT_EQ(targets[2].active, ActiveMode::off);
}

}  // namespace
}  // namespace mailwatchd::config
