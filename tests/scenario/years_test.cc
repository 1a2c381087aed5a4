// Three years of changes that recur every month or two: each is reported, and none silences a later
// one (flap damping counts time).
#include "observe/listing/changes.h"
#include "observe/session/changes.h"
#include "support/house.h"
#include "watch/own_changes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

namespace mailwatchd::test {
namespace {

using namespace std::chrono_literals;

constexpr int years_days = 3 * 365;
/// The last changes must be seen before the end.
constexpr int last_change_day = years_days - 20;

struct Server {
    const char* target;
    const char* host;
    const char* address;
    int renewal_days;  ///< Its certificate is renewed so often.
};
constexpr Server servers[] = {{"sixty.example", "mx.sixty.example", "198.51.100.60", 60},
                              {"seventy.example", "mx.seventy.example", "198.51.100.75", 75},
                              {"eighty.example", "mx.eighty.example", "198.51.100.80", 80}};

/// Port 465 with a certificate of its own; the other ports show none.
void show_certificate(House& house, const Server& server, int number) {
    auto tls = good_tls(server.host, SimulatedClock::epoch + 24h * 4000);
    const auto digest = std::to_string(number);
    tls.certificate->sha256 = digest;
    tls.certificate->key_sha256 = digest;
    const Dialogue talk{
        .greeting = "220 mx ESMTP Postfix\r\n",
        .rows = {{"EHLO", "250-mx\r\n250 AUTH PLAIN LOGIN\r\n"}, {"QUIT", "221 bye\r\n"}},
        .implicit_tls = true};
    house.network.endpoint(server.address, 465) = talk.endpoint(tls);
}

void show_self_signed_certificate(House& house, const Server& server) {
    show_certificate(house, server, 0);
    auto& tls = house.network.endpoint(server.address, 465).tls;
    tls->chain = model::ChainVerdict::self_signed;
    tls->certificate->names = {"another.example"};
    tls->certificate->issuer = "another.example";
}

std::vector<std::string> names() {
    std::vector<std::string> all;
    for (const auto& server : servers) all.emplace_back(server.target);
    return all;
}

class Years : public testing::TestWithParam<const char*> {
protected:
    Years() : house{configuration(names(), "interval = \"" + std::string{GetParam()} + "\"\n")} {
        add_dnsbls(house.network);
        for (const auto& server : servers) {
            add_good_host(house.network, server.host, server.address);
            add_domain(house.network, server.target, server.host);
            house.network.endpoint(server.address, 25) = smtp();
            for (const int port : {587, 993, 995})
                house.network.endpoint(server.address, static_cast<std::uint16_t>(port)) =
                    ScriptedEndpoint::refused();
            show_certificate(house, server, 0);
        }
        house.start();
        house.run_for(24h);
    }

    /// What changes on that day, counted.
    void change(int day) {
        for (const auto& server : servers)
            if (day % server.renewal_days == 0) {
                show_certificate(house, server, day);
                ++happened["certificate_renewed"];
            }
        const auto* const address = servers[0].address;
        if (day % 52 == 0) {
            const bool opens = day / 52 % 2 == 1;
            house.network.endpoint(address, 110) =
                opens ? clear_pop3() : ScriptedEndpoint::refused();
            ++happened[opens ? "port_opened" : "port_closed"];
        }
        if (day % 15 == 0) {
            const bool is_listed = day / 15 % 2 == 1;
            set_listed(house.network, "one.bl.example", address, is_listed);
            ++happened[is_listed ? "dnsbl_listed" : "dnsbl_delisted"];
        }
    }
    /// Reported entries by kind, without verdicts.
    std::map<std::string, int> reported() const {
        std::map<std::string, int> all;
        for (const auto& each : house.sink.all)
            if (!std::string_view{each.kind->name}.starts_with("verdict_"))
                ++all[std::string{each.kind->name}];
        return all;
    }

    House house;
    std::map<std::string, int> happened;
};

TEST_P(Years, as_many_changes_are_reported_as_happened) {
    for (int day = 1; day <= years_days; ++day) {
        if (day <= last_change_day) change(day);
        house.run_for(24h);
    }
    EXPECT_EQ(reported(), happened);
    EXPECT_GE(happened["port_opened"], 10);
    EXPECT_GE(happened["certificate_renewed"], 44);
    EXPECT_GE(happened["dnsbl_listed"], 35);
    show_self_signed_certificate(house, servers[0]);
    house.run_for(14 * 24h);
    EXPECT_EQ(house.sink.all.back().kind, &change::certificate_worse)
        << "after eighteen renewals, too";
}

INSTANTIATE_TEST_SUITE_P(Interval, Years, testing::Values("12d23h", "1d"),
                         [](const auto& row) { return "at_" + std::string{row.param}; });

/// A port that opens and closes four times a day for a week, observed every hour.
TEST(Flaps, are_reported_once_a_day_and_at_their_end) {
    House house{configuration({"good.example"}, "interval = \"1h\"\njitter = \"0s\"\n")};
    add_dnsbls(house.network);
    add_good_host(house.network, good_host, good_address);
    add_domain(house.network, "good.example", good_host);
    house.start();
    house.run_for(3h);
    for (int flip = 1; flip <= 7 * 8; ++flip) {
        house.network.endpoint(good_address, 110) =
            flip % 2 == 1 ? clear_pop3() : ScriptedEndpoint::refused();
        house.run_for(3h);
    }
    const auto lines = house.delivered();
    const auto count = [&](std::string_view kind) {
        return std::ranges::count_if(house.sink.all, [&](const auto& each) {
            return each.reading->name == "port" && each.kind->name == kind;
        });
    };
    EXPECT_EQ(count("port_opened") + count("port_closed"), 4);
    EXPECT_GE(count("flapping"), 6);
    EXPECT_LE(count("flapping"), 8);
    for (const auto& each : house.sink.all)
        if (each.kind == &change::flapping && each.reading->name == "port")
            EXPECT_EQ(each.priority, 4) << "as urgent as an opened port 110";
    house.run_for(30h);
    const auto last =
        std::ranges::find_if(house.sink.all.rbegin(), house.sink.all.rend(),
                             [](const auto& each) { return each.reading->name == "port"; });
    ASSERT_NE(last, house.sink.all.rend());
    EXPECT_EQ(last->new_value, "closed") << "what it is at the end";
    EXPECT_THAT(last->kind->name, testing::AnyOf("port_closed", "flapping_ended"));
    const auto before = house.sink.all.size();
    house.run_for(7 * 24h);
    EXPECT_EQ(house.sink.all.size(), before);
}

}  // namespace
}  // namespace mailwatchd::test
