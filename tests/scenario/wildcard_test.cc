// One wildcard certificate on 20 hosts and every port that speaks TLS: what happens to it is one
// entry (ADR 30).
#include "observe/session/changes.h"
#include "publish/journal/entry.h"
#include "publish/json/json.h"
#include "support/house.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <numeric>

namespace mailwatchd::test {
namespace {

using namespace std::chrono_literals;

constexpr int cluster = 20;
constexpr std::array tls_ports{25, 465, 587, 993, 995, 110, 143};
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

class Wildcard : public testing::Test {
protected:
    Wildcard() : house{configuration({"wild.example"})} {
        add_dnsbls(house.network);
        std::vector<dns::Mx> exchangers;
        for (int n = 1; n <= cluster; ++n) {
            add_good_host(house.network, cluster_host(n), cluster_address(n));
            house.network.endpoint(cluster_address(n), 110) = pop3_with_stls();
            house.network.endpoint(cluster_address(n), 143) = imap_with_starttls();
            exchangers.push_back({static_cast<std::uint16_t>(10 * n), cluster_host(n)});
        }
        add_domain(house.network, "wild.example", cluster_host(1));
        house.network.mx("wild.example", exchangers);
        show(wildcard("first"));
        house.start();
        house.run_for(1h);
        EXPECT_THAT(house.delivered(), testing::IsEmpty());
    }
    static ScriptedEndpoint pop3_with_stls() {
        const Dialogue talk{.greeting = "+OK Dovecot ready.\r\n",
                            .rows = {{"CAPA", "+OK\r\nSTLS\r\n.\r\n"},
                                     {"STLS", "+OK Begin TLS.\r\n"},
                                     {"QUIT", "+OK bye\r\n"}},
                            .rows_in_tls = {{"CAPA", "+OK\r\nUSER\r\nSASL PLAIN\r\n.\r\n"},
                                            {"QUIT", "+OK bye\r\n"}},
                            .otherwise = "-ERR no\r\n"};
        return talk.endpoint();
    }
    static ScriptedEndpoint imap_with_starttls() {
        const Dialogue talk{
            .greeting = "* OK [CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED] Dovecot ready.\r\n",
            .rows = {{"a1 STARTTLS", "a1 OK begin\r\n"}, {"a2 STARTTLS", "a2 OK begin\r\n"}},
            .rows_in_tls = {{"a", "* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\na3 OK done\r\n"}},
            .otherwise = "* CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED\r\na1 OK done\r\n"};
        return talk.endpoint();
    }
    void show(const model::TlsFacts& tls) {
        for (auto& [where, server] : house.network.endpoints) server.tls = tls;
    }
    void next_audit() { house.run_for(default_interval * 5 / 4 + 24h); }

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
    next_audit();
    expect_one_small_entry(house, change::certificate_renewed, cluster * tls_ports.size());
}

TEST_F(Wildcard, renewed_with_the_same_key_is_none) {
    auto renewed = wildcard("second");
    renewed.certificate->key_sha256 = "first-key";
    show(renewed);
    next_audit();
    EXPECT_THAT(house.delivered(), testing::IsEmpty());
}

TEST_F(Wildcard, replaced_by_a_self_signed_one_is_one_entry) {
    auto worse = wildcard("second");
    worse.chain = model::ChainVerdict::self_signed;
    worse.certificate->issuer = "wild.example";
    show(worse);
    next_audit();
    expect_one_small_entry(house, change::certificate_worse, cluster * tls_ports.size());
}

}  // namespace
}  // namespace mailwatchd::test
