#include "proto/spf/record.h"

#include <gtest/gtest.h>

namespace mailwatchd::spf {
namespace {

struct Good {
    const char* name;
    std::string text;
    std::size_t directives;
    std::string last;  ///< The last directive, without its qualifier.
};

const Good good[] = {
    {"nothing", "v=spf1", 0, ""},
    {"spaces_after", "v=spf1   ", 0, ""},
    {"any_case", "V=SPF1 MX -ALL", 2, "ALL"},
    {"more_spaces", "v=spf1  a   mx  ", 2, "mx"},
    {"ip4", "v=spf1 ip4:192.0.2.0/24", 1, "ip4:192.0.2.0/24"},
    {"ip4_zero", "v=spf1 ip4:0.0.0.0/0", 1, "ip4:0.0.0.0/0"},
    {"ip6", "v=spf1 ip6:2001:db8::/32", 1, "ip6:2001:db8::/32"},
    {"dual_lengths", "v=spf1 a/24//64", 1, "a/24//64"},
    {"domain_and_lengths", "v=spf1 mx:mail.example.org/28//96", 1, "mx:mail.example.org/28//96"},
    {"slash_in_macro", "v=spf1 exists:%{d1r/}.example.org", 1, "exists:%{d1r/}.example.org"},
    {"macro_at_end", "v=spf1 a:%{d}", 1, "a:%{d}"},
    {"numbers_in_domain", "v=spf1 a:a24.example.org/24", 1, "a:a24.example.org/24"},
    {"final_dot", "v=spf1 include:example.org.", 1, "include:example.org."},
    {"unknown_modifier", "v=spf1 a moo=%{d}.cow", 1, "a"},
};

class GoodRecord : public testing::TestWithParam<Good> {};

TEST_P(GoodRecord, is_read) {
    const auto& row = GetParam();
    ASSERT_TRUE(is_spf(row.text));
    const auto parsed = parse_record(row.text);
    EXPECT_FALSE(parsed.fault) << parsed.fault->text();
    ASSERT_EQ(parsed.record.directives.size(), row.directives);
    if (row.directives > 0) {
        EXPECT_EQ(parsed.record.directives.back().text, row.last);
    }
}

INSTANTIATE_TEST_SUITE_P(Table, GoodRecord, testing::ValuesIn(good),
                         [](const auto& row) { return row.param.name; });

struct Bad {
    const char* name;
    std::string text;
    std::string term;
    std::size_t column;
    std::string what;  ///< A part of it.
};

const Bad bad[] = {
    {"unknown_mechanism", "v=spf1 ipv4:192.0.2.1", "ipv4:192.0.2.1", 8,
     "unknown mechanism \"ipv4\""},
    {"three_octets", "v=spf1 mx ip4:192.0.2", "ip4:192.0.2", 11, "IPv4 network"},
    {"leading_zero", "v=spf1 ip4:192.0.02.1", "ip4:192.0.02.1", 8, "IPv4 network"},
    {"ip4_of_ip6", "v=spf1 ip4:2001:db8::1", "ip4:2001:db8::1", 8, "IPv4 network"},
    {"length_33", "v=spf1 ip4:192.0.2.0/33", "ip4:192.0.2.0/33", 8, "0 to 32"},
    {"length_zero_led", "v=spf1 ip4:192.0.2.0/032", "ip4:192.0.2.0/032", 8, "0 to 32"},
    {"length_empty", "v=spf1 a/", "a/", 8, "IPv4 prefix length"},
    {"length_v6_129", "v=spf1 a//129", "a//129", 8, "IPv6 prefix length"},
    {"lengths_swapped", "v=spf1 a/24/64", "a/24/64", 8, "IPv4 prefix length"},
    {"all_with_argument", "v=spf1 -all:example.org", "-all:example.org", 8, "no argument"},
    {"include_alone", "v=spf1 include", "include", 8, "domain is required"},
    {"include_empty", "v=spf1 include:", "include:", 8, "no domain"},
    {"ptr_with_length", "v=spf1 ptr/24", "ptr/24", 8, "only a domain"},
    {"one_label", "v=spf1 a:localhost", "a:localhost", 8, "two labels"},
    {"numeric_top_label", "v=spf1 a:192.0.2.1", "a:192.0.2.1", 8, "two labels"},
    {"two_redirects", "v=spf1 redirect=a.example redirect=b.example", "redirect=b.example", 27,
     "occurs twice"},
    {"two_explanations", "v=spf1 exp=a.example exp=b.example", "exp=b.example", 22, "occurs twice"},
    {"redirect_empty", "v=spf1 redirect=", "redirect=", 8, "no domain"},
    {"qualified_modifier", "v=spf1 -exp=a.example", "-exp=a.example", 8, "unknown mechanism"},
    {"percent_alone", "v=spf1 exists:%.example.org", "exists:%.example.org", 8,
     "does not begin a macro"},
    {"no_such_macro", "v=spf1 exists:%{x}.example.org", "exists:%{x}.example.org", 8,
     "unknown macro"},
    {"macro_open", "v=spf1 exists:%{d.example.org", "exists:%{d.example.org", 8, "malformed macro"},
    {"macro_keeps_none", "v=spf1 exists:%{d0}.example.org", "exists:%{d0}.example.org", 8,
     "keeps 0 parts"},
    {"macro_of_text", "v=spf1 exists:%{t}.example.org", "exists:%{t}.example.org", 8,
     "only in explanations"},
    {"macro_in_unknown_modifier", "v=spf1 moo=%{x}", "moo=%{x}", 8, "unknown macro"},
    {"tab", "v=spf1 a\tmx", "a\tmx", 8, "unknown mechanism"},
    {"byte", "v=spf1 a:b\xC3\xBC.example", "a:b\xC3\xBC.example", 8, "printable ASCII"},
    {"first_is_kept", "v=spf1 ip4:1 ip4:2", "ip4:1", 8, "IPv4 network"},
};

class BadRecord : public testing::TestWithParam<Bad> {};

TEST_P(BadRecord, names_place_and_want) {
    const auto& row = GetParam();
    const auto parsed = parse_record(row.text);
    ASSERT_TRUE(parsed.fault);
    EXPECT_EQ(parsed.fault->term, row.term);
    EXPECT_EQ(parsed.fault->column, row.column);
    EXPECT_NE(parsed.fault->what.find(row.what), std::string::npos) << parsed.fault->what;
}

INSTANTIATE_TEST_SUITE_P(Table, BadRecord, testing::ValuesIn(bad),
                         [](const auto& row) { return row.param.name; });

TEST(SpfVersion, is_the_whole_first_word) {
    for (const auto* text : {"v=spf1", "v=spf1 ", "V=Spf1 -all"}) EXPECT_TRUE(is_spf(text)) << text;
    for (const auto* text :
         {"", "v=spf", "v=spf10", "v=spf1\t-all", " v=spf1", "spf2.0/pra", "v=spf1-all"})
        EXPECT_FALSE(is_spf(text)) << text;
}

}  // namespace
}  // namespace mailwatchd::spf
