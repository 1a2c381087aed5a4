#include "publish/explain.h"

#include "publish/layout.h"

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include <sstream>

namespace mailwatchd::publish {
namespace {

namespace json = boost::json;

TEST(Explain, knows_every_finding) {
    const auto all = every_finding();
    EXPECT_GE(all.size(), 50U);
    for (const auto& one : all) {
        const auto found = find_finding(one.kind->tag);
        ASSERT_TRUE(found) << one.kind->tag;
        EXPECT_EQ(found->kind, one.kind);
        const auto text = explain_text(one, 80);
        std::istringstream lines{text};
        for (std::string line; std::getline(lines, line);) EXPECT_LE(columns(line), 80U) << line;
        const auto value = json::parse(explain_json(one));
        for (const auto* const key : {"tag", "severity", "title", "risk", "remedy", "standard"})
            EXPECT_FALSE(value.at(key).as_string().empty()) << one.kind->tag << ' ' << key;
        EXPECT_TRUE(value.at("cwe").is_string());
    }
}

TEST(Explain, reads_as_a_page) {
    EXPECT_EQ(explain_text(*find_finding("pop3s_missing"), 72),
              "POP3S_MISSING (low, found by pop3)\n"
              "POP3 runs on 110 but not on 995\n"
              "\n"
              "  Risk      Clients can only connect unencrypted and then ask for TLS,\n"
              "            which an attacker on the network path can prevent. TLS from\n"
              "            the first byte cannot be prevented this way.\n"
              "  To do     Enable POP3S on port 995 with a certificate for the name\n"
              "            that clients use.\n"
              "  Standard  RFC 8314 §3.2\n"
              "  CWE       CWE-757\n");
}

TEST(Explain, of_a_check_names_its_tags) {
    for (const auto* const check : checks::all()) {
        const auto value = json::parse(explain_json(*check));
        EXPECT_EQ(value.at("tags").as_array().size(), check->findings.size());
        EXPECT_NE(explain_text(*check, 80).find(check->name), std::string::npos);
    }
}

struct NearCase {
    const char* name;
    std::string_view word;
    std::optional<std::string_view> near;
};
const NearCase near_cases[] = {
    {"tag", "POP3_CLEARTXT_LOGIN", "POP3_CLEARTEXT_LOGIN"},
    {"lower_case", "pop3_cleartext_logn", "POP3_CLEARTEXT_LOGIN"},
    {"check", "mx_conection", "mx_connection"},
    {"nothing", "completely_different_thing", std::nullopt},
    {"empty", "", std::nullopt},
};
class Near : public testing::TestWithParam<NearCase> {};
TEST_P(Near, is_reported) { EXPECT_EQ(nearest_word(GetParam().word), GetParam().near); }
INSTANTIATE_TEST_SUITE_P(Table, Near, testing::ValuesIn(near_cases),
                         [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace mailwatchd::publish
