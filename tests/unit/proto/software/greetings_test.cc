// The greetings of tests/data/software/greetings.tsv, whose head describes the columns. Prints how
// many of them are named, and why the others are not.

#include "unit/proto/software/greeted.h"

#include <gtest/gtest.h>

#include <cctype>
#include <fstream>
#include <iostream>
#include <map>
#include <vector>

namespace mailwatchd::software {
namespace {

struct Row {
    int line = 0;
    std::string what;
    std::string is;
    std::string says;
    std::string source;
    std::string why;

    /// A product answers, whether or not it names itself.
    bool has_product() const { return is != "-"; }
    bool is_named() const { return has_product() && !is.starts_with('('); }
};

std::string unescaped(std::string text) {
    for (auto at = text.find("\\r\\n"); at != std::string::npos; at = text.find("\\r\\n", at))
        text.replace(at, 4, "\r\n");
    return text;
}

std::vector<Row> read_rows() {
    std::ifstream file{"tests/data/software/greetings.tsv"};
    std::vector<Row> rows;
    std::string text;
    for (int line = 1; std::getline(file, text); ++line) {
        if (text.empty() || text.starts_with('#')) continue;
        Row row{.line = line};
        for (auto* column : {&row.what, &row.is, &row.says, &row.source, &row.why}) {
            *column = text.substr(0, text.find('\t'));
            text.erase(0, std::min(column->size() + 1, text.size()));
        }
        row.says = unescaped(row.says);
        rows.push_back(std::move(row));
    }
    return rows;
}

const std::vector<Row>& rows() {
    static const auto all = read_rows();
    return all;
}

model::MailSession session_of(const std::string& what, const std::string& says) {
    if (what == "smtp") return greeted(model::smtp, says);
    if (what == "pop3") return greeted(model::pop3, says);
    if (what == "imap") return greeted(model::imap, says);
    auto session = what == "ehlo"   ? greeted(model::smtp, "220 mx.example.org ESMTP")
                   : what == "capa" ? greeted(model::pop3, "+OK ready")
                                    : greeted(model::imap, "* OK ready");
    session.before_tls.lines = {"SIZE", says};
    return session;
}

std::string expected(const Row& row) { return row.is_named() ? row.is : "nobody"; }

TEST(Greetings, each_is_named_as_it_must_be) {
    for (const auto& row : rows())
        EXPECT_EQ(identified(session_of(row.what, row.says)), expected(row))
            << "line " << row.line << ": " << row.says;
}

/// The table is as large as it claims, every row has a source, and exactly the rows that say why
/// they are not named are not.
TEST(Greetings, as_many_are_named_as_are_counted) {
    std::size_t products = 0;
    std::size_t named = 0;
    std::map<std::string, int> unnamed;
    std::map<std::string, int> negatives;
    for (const auto& row : rows()) {
        ASSERT_FALSE(row.source.empty()) << "line " << row.line;
        ASSERT_EQ(row.why.empty(), row.is_named()) << "line " << row.line;
        const bool is_named = identified(session_of(row.what, row.says)) != "nobody";
        EXPECT_EQ(is_named, row.is_named()) << "line " << row.line;
        if (!row.has_product()) {
            ++negatives[row.why];
            continue;
        }
        ++products;
        named += is_named ? 1U : 0U;
        if (!is_named) ++unnamed[row.why];
    }
    std::cout << named << " of " << products << " products are named; not named:";
    for (const auto& [why, count] : unnamed) std::cout << ' ' << why << ' ' << count;
    std::cout << '\n';
    EXPECT_EQ(products, 519U);
    EXPECT_EQ(named, 485U);
    EXPECT_EQ(unnamed, (std::map<std::string, int>{
                           {"hidden", 29}, {"masked", 2}, {"shared", 2}, {"unlisted", 1}}));
    EXPECT_EQ(negatives, (std::map<std::string, int>{
                             {"hidden", 7}, {"host", 17}, {"mentioned", 41}, {"unlisted", 1}}));
}

/// P6: what the host is called is not what answers. A name of one label is a host at the beginning.
TEST(Greetings, p6_a_host_does_not_change_the_name) {
    constexpr std::string_view host = "mx.example.org";
    const auto check = [&](const Row& row, std::string says, std::string_view other) {
        for (auto at = says.find(host); at != std::string::npos; at = says.find(host, at + 1))
            says.replace(at, host.size(), other);
        EXPECT_EQ(identified(session_of(row.what, says)), expected(row))
            << "line " << row.line << ": " << says;
    };
    for (const auto& row : rows()) {
        for (const std::string_view other : {"exim.example.org", "sendmail-8.12.3.example.org",
                                             "mail.dovecot", "192.0.2.7", "[192.0.2.7]"})
            check(row, row.says, other);
        if (row.what != "smtp" || row.says.substr(4, host.size()) != host) continue;
        for (const std::string_view other : {"postfix", "qmail", "x1", "MAILSERVER"})
            check(row, row.says, other);
    }
}

/// A6, M3: wherever a greeting is cut, nothing but a product of the list and a harmless version.
TEST(Greetings, a6_cut_anywhere_nothing_else_comes_out) {
    for (const auto& row : rows())
        for (std::size_t size = 0; size < row.says.size(); size += 3)
            for (const char c : identified(session_of(row.what, row.says.substr(0, size))))
                ASSERT_TRUE(std::isalnum(static_cast<unsigned char>(c)) ||
                            std::string_view{" ._-/"}.find(c) != std::string_view::npos)
                    << row.says.substr(0, size);
}

}  // namespace
}  // namespace mailwatchd::software
