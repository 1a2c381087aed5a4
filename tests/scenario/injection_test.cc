// The probe for STARTTLS injection over days: only with the switch, only at our own hosts, once per
// port and interval.
#include "support/house.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>

namespace mailwatchd::test {
namespace {

using namespace std::chrono_literals;

const std::string switched_on = "[checks.transport_tls]\nprobe_injection = true\n";
constexpr std::string_view tag = "STARTTLS_INJECTION";

/// A server that keeps what comes after STARTTLS, or drops it, as most do.
ScriptedEndpoint server(bool executes) {
    ScriptedEndpoint endpoint;
    endpoint.tls = good_tls("mx.good.example", SimulatedClock::epoch + 24h * 4000);
    endpoint.accept = [executes]() -> Talk {
        const auto kept = std::make_shared<std::string>();
        const auto is_upgrading = std::make_shared<bool>(false);
        return [=, greeted = false](std::string_view line, bool in_tls) mutable -> Say {
            if (line.empty() && in_tls)
                return {executes && !kept->empty() ? "250 2.0.0 Ok\r\n" : ""};
            if (line.empty() && !greeted) {
                greeted = true;
                return {"220 mx.good.example ESMTP Postfix\r\n"};
            }
            if (*is_upgrading && !in_tls) {
                *kept = line;
                return {""};
            }
            if (line.starts_with("EHLO"))
                return {in_tls ? "250 mx.good.example\r\n"
                               : "250-mx.good.example\r\n250 STARTTLS\r\n"};
            if (line == "STARTTLS") {
                *is_upgrading = true;
                return {"220 2.0.0 Ready to start TLS\r\n"};
            }
            if (line == "QUIT") return {"221 2.0.0 Bye\r\n", {}, true};
            return {"500 what?\r\n"};
        };
    };
    return endpoint;
}

class InjectionProbe : public testing::Test {
protected:
    void begin(const std::string& more, bool is_active = true, bool executes = true) {
        auto text = configuration({"good.example"}, "interval = \"1d\"\njitter = \"0s\"") + more;
        house = std::make_unique<House>(is_active ? active_at_own(text) : text);
        add_good_host(house->network, "mx.good.example", good_address);
        add_domain(house->network, "good.example", "mx.good.example");
        add_dnsbls(house->network);
        house->network.endpoint(good_address, 25) = server(executes);
        house->start();
        house->run_for(3h);
    }
    int probes() {
        return static_cast<int>(std::ranges::count(
            house->network.heard[{*model::Address::parse(good_address), 25}], "NOOP"));
    }
    bool is_found() const {
        for (const auto& check : house->target("good.example")->state->checks)
            for (const auto& finding : check.report.findings)
                if (finding.kind->tag == tag) return true;
        return false;
    }

    std::unique_ptr<House> house;
};

TEST_F(InjectionProbe, a_server_that_executes_the_command_is_found) {
    begin(switched_on);
    EXPECT_EQ(probes(), 1);
    EXPECT_TRUE(is_found());
    house->run_for(20 * 24h);
    EXPECT_GE(probes(), 18) << "once per interval";
    EXPECT_LE(probes(), 21);
    EXPECT_TRUE(is_found());
    EXPECT_THAT(house->delivered(), testing::IsEmpty());
}

TEST_F(InjectionProbe, it_is_remembered_and_its_end_is_seen) {
    begin(switched_on);
    house->restart();
    house->run_for(1h);
    EXPECT_EQ(probes(), 1);
    EXPECT_TRUE(is_found());
    house->network.endpoint(good_address, 25) = server(false);
    house->run_for(48h);
    EXPECT_FALSE(is_found());
}

TEST_F(InjectionProbe, a_server_that_drops_the_command_has_no_finding) {
    begin(switched_on, true, false);
    EXPECT_EQ(probes(), 1);
    EXPECT_FALSE(is_found());
}

/// One lost packet changes nothing that is known.
TEST_F(InjectionProbe, a_probe_that_shows_nothing_leaves_what_is_known) {
    begin(switched_on);
    house->network.endpoint(good_address, 25).tls.reset();
    house->run_for(48h);
    EXPECT_TRUE(is_found());
}

TEST_F(InjectionProbe, without_the_switch_nothing_is_sent) {
    begin("");
    EXPECT_EQ(probes(), 0);
    EXPECT_FALSE(is_found());
}

TEST_F(InjectionProbe, a2_at_hosts_that_are_not_ours_nothing_is_sent) {
    begin(switched_on, false);
    EXPECT_EQ(probes(), 0);
}

TEST_F(InjectionProbe, two_targets_share_a_probe) {
    begin(switched_on);
    house->configure(active_at_own(
        configuration({"good.example", "sub.good.example"}, "interval = \"1d\"\njitter = \"0s\"") +
        switched_on));
    add_domain(house->network, "sub.good.example", "mx.good.example");
    house->run_for(20 * 24h);
    EXPECT_GE(probes(), 18);
    EXPECT_LE(probes(), 23);
}

}  // namespace
}  // namespace mailwatchd::test
