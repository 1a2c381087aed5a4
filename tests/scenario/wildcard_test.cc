// One wildcard certificate on 20 hosts and every port that speaks TLS: what happens to it is one
// entry (ADR 30).
#include "observe/session/changes.h"
#include "publish/journal/entry.h"
#include "publish/json/json.h"
#include "support/house.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <memory>
#include <numeric>

namespace mailwatchd::test {
namespace {

using namespace std::chrono_literals;

constexpr int cluster = 20;
constexpr std::array<std::uint16_t, 7> tls_ports{25, 465, 587, 993, 995, 110, 143};
constexpr std::size_t entry_size_max = 4096;

std::string cluster_host(int n) { return "mx" + std::to_string(n) + ".wild.example"; }
std::string cluster_address(int n) { return "198.51.100." + std::to_string(100 + n); }

/// `renewal` names certificate and key.
model::TlsFacts wildcard(const std::string& renewal, base::Duration lasts = 4000 * 24h) {
    auto tls = good_tls("*.wild.example", SimulatedClock::epoch + lasts);
    tls.certificate->sha256 = renewal + "-certificate";
    tls.certificate->key_sha256 = renewal + "-key";
    return tls;
}

ScriptedEndpoint pop3_with_stls() {
    const Dialogue talk{
        .greeting = "+OK Dovecot ready.\r\n",
        .rows = {{"CAPA", "+OK\r\nSTLS\r\n.\r\n"},
                 {"STLS", "+OK Begin TLS.\r\n"},
                 {"QUIT", "+OK bye\r\n"}},
        .rows_in_tls = {{"CAPA", "+OK\r\nUSER\r\nSASL PLAIN\r\n.\r\n"}, {"QUIT", "+OK bye\r\n"}},
        .otherwise = "-ERR no\r\n"};
    return talk.endpoint();
}

ScriptedEndpoint imap_with_starttls() {
    const Dialogue talk{
        .greeting = "* OK [CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED] Dovecot ready.\r\n",
        .rows = {{"a1 STARTTLS", "a1 OK begin\r\n"}, {"a2 STARTTLS", "a2 OK begin\r\n"}},
        .rows_in_tls = {{"a", "* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\na3 OK done\r\n"}},
        .otherwise = "* CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED\r\na1 OK done\r\n"};
    return talk.endpoint();
}

/// With every port that speaks TLS.
void add_host(ScriptedNetwork& network, const std::string& host, const std::string& address) {
    add_good_host(network, host, address);
    network.endpoint(address, 110) = pop3_with_stls();
    network.endpoint(address, 143) = imap_with_starttls();
}

void next_audit(House& house) { house.run_for(default_interval * 5 / 4 + 24h); }

class Wildcard : public testing::Test {
protected:
    Wildcard() : house{configuration({"wild.example"})} {
        add_dnsbls(house.network);
        std::vector<dns::Mx> exchangers;
        for (int n = 1; n <= cluster; ++n) {
            add_host(house.network, cluster_host(n), cluster_address(n));
            exchangers.push_back({static_cast<std::uint16_t>(10 * n), cluster_host(n)});
        }
        add_domain(house.network, "wild.example", cluster_host(1));
        house.network.mx("wild.example", exchangers);
        show(wildcard("first"));
        house.start();
        house.run_for(1h);
        EXPECT_THAT(house.delivered(), testing::IsEmpty());
    }
    void show(const model::TlsFacts& tls) {
        for (auto& [where, server] : house.network.endpoints) server.tls = tls;
    }

    House house;
};

std::size_t size_of(const std::vector<std::string>& fields) {
    return std::accumulate(fields.begin(), fields.end(), std::size_t{0},
                           [](std::size_t sum, const auto& field) { return sum + field.size(); });
}

void expect_one_small_entry(House& house, const model::ChangeKind& kind, std::size_t places) {
    ASSERT_EQ(house.delivered().size(), 1U) << testing::PrintToString(house.delivered());
    const auto& entry = house.sink.all.front();
    EXPECT_EQ(entry.kind, &kind);
    EXPECT_EQ(entry.also_total + 1, places);
    EXPECT_LE(publish::to_json(entry).size(), entry_size_max) << publish::to_json(entry);
    EXPECT_LE(size_of(publish::journal_fields(entry)), entry_size_max);
    EXPECT_EQ(house.stored().size(), 1U);
    const auto counted = "mailwatchd_changes_total{change=\"" + std::string{kind.name} + "\"} 1\n";
    EXPECT_NE(house.metrics().text().find(counted), std::string::npos);
}

TEST_F(Wildcard, renewed_with_another_key_is_one_entry) {
    show(wildcard("second"));
    next_audit(house);
    expect_one_small_entry(house, change::certificate_renewed, cluster * tls_ports.size());
}

TEST_F(Wildcard, renewed_with_the_same_key_is_none) {
    auto renewed = wildcard("second");
    renewed.certificate->key_sha256 = "first-key";
    show(renewed);
    next_audit(house);
    EXPECT_THAT(house.delivered(), testing::IsEmpty());
}

TEST_F(Wildcard, replaced_by_a_self_signed_one_is_one_entry) {
    auto worse = wildcard("second");
    worse.chain = model::ChainVerdict::self_signed;
    worse.certificate->issuer = "wild.example";
    show(worse);
    next_audit(house);
    expect_one_small_entry(house, change::certificate_worse, cluster * tls_ports.size());
}

/// One target per host, and one certificate. The targets are audited on different days.
class Cluster : public testing::Test {
protected:
    using Name = std::string (*)(int);

    void start(int count, Name name, Name address) {
        hosts = count;
        address_of = address;
        std::vector<std::string> targets;
        for (int n = 1; n <= hosts; ++n) targets.push_back(name(n));
        house = std::make_unique<House>(configuration(targets));
        add_dnsbls(house->network);
        for (int n = 1; n <= hosts; ++n) {
            const auto host = "mx." + name(n);
            add_host(house->network, host, address(n));
            add_domain(house->network, name(n), host);
        }
        show(wildcard("first"), 1, hosts);
        house->start();
        next_audit(*house);
        EXPECT_THAT(house->delivered(), testing::IsEmpty());
    }
    void start_cluster() {
        start(
            cluster, [](int n) { return "d" + std::to_string(n) + ".wild.example"; },
            cluster_address);
    }
    /// From the first to the last of these hosts.
    void show(const model::TlsFacts& tls, int first, int last) {
        for (int n = first; n <= last; ++n)
            for (const std::uint16_t port : tls_ports)
                house->network.endpoint(address_of(n), port).tls = tls;
    }
    void expect_entry(std::size_t n, std::size_t count) {
        ASSERT_LT(n, house->sink.all.size());
        const auto& entry = house->sink.all[n];
        EXPECT_EQ(entry.kind, &change::certificate_renewed);
        EXPECT_EQ(entry.also_total + 1, count * tls_ports.size());
        EXPECT_EQ(entry.targets_total, count);
    }
    int connects() const {
        int all = 0;
        for (int n = 1; n <= hosts; ++n)
            for (const auto port : tls_ports) all += house->connects(address_of(n), port);
        return all;
    }

    int hosts = 0;
    Name address_of = nullptr;
    std::unique_ptr<House> house;
};

TEST_F(Cluster, whose_certificate_is_renewed_is_one_entry) {
    start_cluster();
    show(wildcard("second"), 1, cluster);
    next_audit(*house);
    EXPECT_EQ(house->delivered().size(), 1U);
    expect_entry(0, cluster);
}

TEST_F(Cluster, of_which_half_is_renewed_three_days_later_is_two_entries) {
    start_cluster();
    show(wildcard("second"), 1, cluster / 2);
    ASSERT_TRUE(house->run_until([&] { return !house->sink.all.empty(); }, default_interval));
    house->run_for(3 * 24h);
    EXPECT_EQ(house->delivered().size(), 1U);
    expect_entry(0, cluster / 2);
    show(wildcard("second"), cluster / 2 + 1, cluster);
    next_audit(*house);
    EXPECT_EQ(house->delivered().size(), 2U);
    expect_entry(1, cluster / 2);
}

/// The others are looked at over minutes.
TEST_F(Cluster, is_not_looked_at_all_at_once) {
    start_cluster();
    show(wildcard("second"), 1, 1);
    const auto is_pending = [&] {
        return house->scheduler->state_writer().standing_table().pending_changes() > 0;
    };
    ASSERT_TRUE(house->run_until(is_pending, default_interval * 5 / 4));
    const auto before = connects();
    house->run_for(50s);
    const auto in_a_minute = connects() - before;
    EXPECT_GT(in_a_minute, 10);
    EXPECT_LT(in_a_minute, 40);
    house->run_for(10min);
    EXPECT_GT(connects() - before, 130);
}

/// Unlike a change that unrelated organisations show, this one is not our own doing.
TEST_F(Cluster, of_many_organisations_is_one_entry) {
    start(
        4, [](int n) { return "customer" + std::to_string(n) + ".example"; },
        [](int n) { return (n % 2 == 0 ? "198.51.100." : "192.0.2.") + std::to_string(n); });
    show(wildcard("second"), 1, 4);
    next_audit(*house);
    EXPECT_EQ(house->delivered().size(), 1U);
    expect_entry(0, 4);
}

}  // namespace
}  // namespace mailwatchd::test
