#include "publish/check_table.h"

#include "publish/html/listing_matrix.h"
#include "support/report_scene.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

namespace mailwatchd::publish {
namespace {

using test::ReportScene;

std::vector<std::string> cells(const Audit& audit, std::string_view check, std::size_t row = 0) {
    const ReadingIndex readings{audit.readings};
    std::vector<std::string> texts;
    const auto table = table_of(audit, readings, check);
    for (const auto& cell : table.rows.at(row).cells) texts.push_back(cell.text);
    return texts;
}

using Cells = std::vector<std::string>;

/// The customer's columns.
TEST(CheckTable, has_the_customers_columns) {
    const auto good = ReportScene{{.hosts = 1, .good = true}}.audit();
    const auto bad = ReportScene{{.hosts = 1, .good = false}}.audit();
    EXPECT_EQ(cells(good, "mx_connection").at(0), "open");
    EXPECT_EQ(cells(bad, "mx_connection").at(1), "closed");
    EXPECT_EQ(cells(bad, "mx_connection").at(2), "accepts connections, but not for this service");
    EXPECT_EQ(cells(good, "reverse_dns"),
              (Cells{"mx1.example.org", "resolves back to the address"}));
    EXPECT_EQ(cells(bad, "reverse_dns"), (Cells{"none", "no PTR record"}));
    EXPECT_EQ(cells(good, "plaintext_auth"),
              (Cells{"before TLS: none; over TLS: PLAIN, LOGIN", "over TLS: PLAIN, LOGIN"}));
    EXPECT_EQ(cells(bad, "plaintext_auth"), (Cells{"before TLS: PLAIN, LOGIN", "closed"}));
    EXPECT_EQ(cells(good, "pop3"), (Cells{"closed", "-", "open", "Dovecot"}));
    EXPECT_EQ(cells(bad, "pop3"), (Cells{"open", "accepted", "closed", "Dovecot"}));
    EXPECT_EQ(cells(bad, "imap"), (Cells{"open", "accepted", "closed", "Dovecot"}));
    EXPECT_EQ(cells(good, "transport_tls").at(0), "TLSv1.3");
    EXPECT_EQ(cells(bad, "transport_tls").at(0), "no TLS");
}

TEST(CheckTable, has_a_row_an_address_with_its_role) {
    const auto audit = ReportScene{{.hosts = 2, .good = true}}.audit();
    const ReadingIndex readings{audit.readings};
    const auto table = table_of(audit, readings, "reverse_dns");
    ASSERT_EQ(table.rows.size(), 3U);
    EXPECT_EQ(table.rows[0].role, "mx 10, mailbox");
    EXPECT_EQ(table.rows[1].address, "2001:db8:25::1");
    EXPECT_EQ(table.rows[2].host, "mx2.example.org");
}

TEST(CheckTable, says_why_a_host_has_no_address) {
    auto audit = ReportScene{{.hosts = 1, .good = true}}.audit();
    auto topology = std::make_shared<model::Topology>(*audit.state->topology);
    topology->hosts = {test::host("gone.example.org", {model::Role::mx}),
                       test::host("inner.example.org", {model::Role::mx})};
    topology->hosts[0].failure = base::Failure{base::Errc::timed_out, "A gone.example.org"};
    topology->hosts[1].refused = {test::ip("10.0.0.1")};
    auto state = std::make_shared<model::TargetState>(*audit.state);
    state->topology = topology;
    audit.state = state;
    EXPECT_EQ(cells(audit, "reverse_dns", 0).at(0), "address unknown");
    EXPECT_EQ(cells(audit, "reverse_dns", 1).at(0), "special-purpose address, not connected");
}

TEST(CheckTable, of_an_unknown_check_is_empty) {
    const auto audit = ReportScene{{.hosts = 1, .good = true}}.audit();
    EXPECT_TRUE(table_of(audit, ReadingIndex{audit.readings}, "no_such_check").rows.empty());
}

/// A list that does not work is named apart, and lists nobody.
TEST(ListingMatrix, d12_keeps_lists_that_do_not_count_apart) {
    const auto audit = ReportScene{{.hosts = 3, .good = false}}.audit();
    const auto matrix = matrix_of(audit, ReadingIndex{audit.readings});
    EXPECT_EQ(matrix.addresses.size(), 4U);
    EXPECT_EQ(matrix.rows.size() + matrix.out.size() + matrix.unasked.size(), 76U);
    EXPECT_EQ(matrix.unasked.size(), 23U);
    std::set<std::string_view> states;
    for (const auto& dnsbl : matrix.out) states.insert(name(dnsbl.state));
    EXPECT_EQ(states,
              (std::set<std::string_view>{"wildcarding", "empty", "blocked", "parked", "silent"}));
    EXPECT_TRUE(matrix.rows.front().lists_any());
    EXPECT_FALSE(matrix.rows.back().lists_any());
    using Cell = ListingMatrix::Cell;
    std::map<Cell, int> seen;
    for (const auto& row : matrix.rows) {
        ASSERT_EQ(row.cells.size(), 4U);
        for (const auto cell : row.cells) ++seen[cell];
    }
    EXPECT_EQ(seen.size(), 4U);  // Listed, clear, unknown and not queried all occur.
}

}  // namespace
}  // namespace mailwatchd::publish
