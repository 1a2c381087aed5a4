// The table of test points from the block lists' operators and RFC 5782, read in place: each row
// against the questions that we ask and the state that we conclude.
#include "dns_answers.h"
#include "observe/dnsbl/block_list.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <sstream>

using namespace mailwatchd;
using Family = model::Address::Family;
using State = model::DnsblState;

namespace mailwatchd::observe {
namespace {

struct Row {
    std::string form;
    std::string answer;
};

std::vector<Row> rows() {
    std::ifstream file{MAILWATCHD_SHARED_DATA "/dnsbl-testpoints.tsv"};
    std::vector<Row> all;
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with('#')) continue;
        std::istringstream cells{line};
        Row row;
        std::getline(cells, row.form, '\t');
        std::getline(cells, row.answer, '\t');
        all.push_back(std::move(row));
    }
    return all;
}

State judged(const model::Dnsbl& dnsbl, const test::DnsResult& listed, const test::DnsResult& clear,
             const test::DnsResult& control) {
    const Proof proof{interpret(dnsbl, listed), interpret(dnsbl, clear), interpret(dnsbl, control)};
    return judge_proof(dnsbl, Family::v4, proof, {}).state;
}

const auto nobody = test::no_such_name();
const auto listing = test::said({"127.0.0.2"});

/// "2.0.0.127.<list> A": one of our test questions, and the conclusion from its answer.
void expect_point(const Row& row) {
    model::Dnsbl dnsbl;
    dnsbl.name = "<list>";
    auto form = row.form.substr(0, row.form.find(' '));
    const bool is_name = form.find_first_of("0123456789") == std::string::npos;
    if (is_name) dnsbl.kind = model::Dnsbl::Kind::domain;
    std::ranges::transform(form, form.begin(), [](unsigned char c) { return std::tolower(c); });
    const auto family = form.size() > 40 ? Family::v6 : Family::v4;
    const auto points = test_points(dnsbl, family);
    const bool must_be_clear = row.answer == "NXDOMAIN";
    EXPECT_EQ(query_name(must_be_clear ? points.clear : points.listed, "", dnsbl.name), form);
    EXPECT_EQ(judged(dnsbl, listing, nobody, nobody), State::proven);
    if (must_be_clear) {
        EXPECT_EQ(judged(dnsbl, listing, listing, nobody), State::wildcarding);
    } else {
        EXPECT_EQ(judged(dnsbl, nobody, nobody, nobody), State::empty);
    }
}

/// "*": an answer that never causes a listing.
void expect_no_listing(const Row& row) {
    const model::Dnsbl dnsbl;
    const bool is_address = model::Address::parse(row.answer).has_value();
    const auto given = test::said({is_address ? row.answer : "203.0.113.9"});
    const auto state = is_address ? State::blocked : State::parked;
    EXPECT_EQ(judged(dnsbl, given, nobody, nobody), state);
    EXPECT_EQ(judged(dnsbl, listing, given, nobody), state);
    EXPECT_EQ(judged(dnsbl, listing, nobody, given), state);
}

TEST(TestPointTable, d12_d13_is_met_row_by_row) {
    const auto all = rows();
    if (all.empty()) GTEST_SKIP() << "the table is not on this machine";
    EXPECT_GE(all.size(), 12U);
    for (const auto& row : all) {
        SCOPED_TRACE(row.form + " " + row.answer);
        if (row.form.find("<list>") != std::string::npos)
            expect_point(row);
        else if (row.form == "*")
            expect_no_listing(row);
        else
            EXPECT_EQ(judged({}, listing, listing, nobody), State::wildcarding);
    }
}

}  // namespace
}  // namespace mailwatchd::observe
