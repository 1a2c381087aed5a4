#include "base/domain_name.h"

#include <gtest/gtest.h>

namespace mailwatchd::base {
namespace {

/// `count` labels of `size` letters, separated by dots.
std::string labels(std::size_t size, int count) {
    std::string text;
    for (int i = 0; i < count; ++i) text.append(text.empty() ? "" : ".").append(size, 'a');
    return text;
}

const std::string longest = labels(63, 3) + '.' + labels(61, 1);  // 253
const std::string too_long = labels(63, 3) + '.' + labels(62, 1);
const std::string label_63 = labels(63, 1) + ".example";
const std::string label_64 = labels(64, 1) + ".example";
const std::string far_too_long = labels(300, 1);
const std::string longest_dot = longest + '.';

struct Row {
    const char* name;
    std::string_view text;
    std::string_view parsed;     ///< Empty: `parse` rejects it.
    std::string_view from_wire;  ///< Empty: `from_wire` rejects it.
};

const Row rows[] = {
    {"plain", "example.org", "example.org", "example.org"},
    {"upper_case", "Mail.EXAMPLE.Org", "mail.example.org", "mail.example.org"},
    {"final_dot", "example.org.", "example.org", "example.org"},
    {"two_final_dots", "example.org..", "", ""},
    {"single_label", "localhost", "localhost", "localhost"},
    {"underscore", "_mta-sts.example.org", "_mta-sts.example.org", "_mta-sts.example.org"},
    {"hyphens", "a--b.example", "a--b.example", "a--b.example"},
    {"digits", "123.example", "123.example", "123.example"},
    {"empty", "", "", ""},
    {"root", ".", "", ""},
    {"leading_dot", ".example.org", "", ""},
    {"double_dot", "a..b", "", ""},
    {"space", "a b.example", "", ""},
    {"trailing_space", "example.org ", "", ""},
    {"slash", "a/b", "", ""},
    {"at", "a@b.example", "", ""},
    {"wildcard", "*.example.org", "", ""},
    {"nul", {"a\0b.example", 11}, "", ""},
    {"escape", "a\x1B.example", "", ""},
    {"high_byte", "a\xFF.example", "", ""},
    {"longest", longest, longest, longest},
    {"longest_with_dot", longest_dot, longest, longest},
    {"too_long", too_long, "", ""},
    {"three_hundred", far_too_long, "", ""},
    {"label_63", label_63, label_63, label_63},
    {"label_64", label_64, "", ""},
    // RFC 3696 §2: an all-digit last label would look like an address; the DNS allows it.
    {"ends_in_number", "host.123", "", "host.123"},
    {"like_an_address", "192.0.2.256", "", "192.0.2.256"},
    {"number", "1", "", "1"},
    {"number_with_dot", "a.1.", "", "a.1"},
    {"hex_is_no_number", "a.0x1", "a.0x1", "a.0x1"},
    // IDNA2008 with UTS 46, non-transitional
    {"idn",
     "B\xC3\xBC"
     "cher.example",
     "xn--bcher-kva.example", ""},
    {"idn_capital", "\xC3\x84.example", "xn--4ca.example", ""},
    {"idn_sharp_s", "fa\xC3\x9F.example", "xn--fa-hia.example", ""},
    {"idn_final_dot", "\xC3\xA4.example.", "xn--4ca.example", ""},
    {"idn_full_stop",
     "\xC3\xA4\xE3\x80\x82"
     "example",
     "xn--4ca.example", ""},
    {"idn_decomposed", "a\xCC\x88.example", "xn--4ca.example", ""},
    {"idn_not_utf8", "\xC3.example", "", ""},
    {"idn_override",
     "a\xE2\x80\xAE"
     "b.example",
     "", ""},
    {"idn_emoji_label", "\xE2\x80\x8B.example", "", ""},
    {"idn_nul", {"\xC3\xA4.example\0.evil", 16}, "", ""},
    {"idn_number", "a.\xEF\xBC\x91", "", ""},
    {"a_label", "XN--BCHER-KVA.example", "xn--bcher-kva.example", "xn--bcher-kva.example"},
};

class DomainNameText : public testing::TestWithParam<Row> {};

TEST_P(DomainNameText, f3_from_an_operator) {
    const auto name = DomainName::parse(GetParam().text);
    EXPECT_EQ(name ? name->text() : "", GetParam().parsed);
}

TEST_P(DomainNameText, d3_from_the_wire) {
    const auto name = DomainName::from_wire(GetParam().text);
    EXPECT_EQ(name ? name->text() : "", GetParam().from_wire);
}

INSTANTIATE_TEST_SUITE_P(Table, DomainNameText, testing::ValuesIn(rows),
                         [](const auto& row) { return row.param.name; });

DomainName name(std::string_view text) { return DomainName::parse(text).value(); }

TEST(DomainName, a_failure_says_what_is_wrong) {
    const auto bad = DomainName::parse("a..b");
    ASSERT_TRUE(bad.has_error());
    EXPECT_EQ(bad.error().code, Errc::malformed);
    EXPECT_EQ(bad.error().detail, "not a domain name (empty label): \"a..b\"");
}

TEST(DomainName, idn_grows_and_is_held_to_the_limits) {
    std::string text;
    for (int i = 0; i < 40; ++i) text += "\xC3\xBC\xC3\xA4\xC3\xB6.";  // 3 letters, 9 as an A-label
    EXPECT_TRUE(DomainName::parse(text + "example").has_error());
}

TEST(DomainName, is_within_itself_and_its_zones) {
    EXPECT_TRUE(name("example.org").is_within(name("example.org")));
    EXPECT_TRUE(name("a.b.example.org").is_within(name("example.org")));
    EXPECT_FALSE(name("example.org").is_within(name("a.example.org")));
    EXPECT_FALSE(name("badexample.org").is_within(name("example.org")));
    EXPECT_FALSE(name("example.net").is_within(name("example.org")));
}

TEST(DomainName, parent) {
    EXPECT_EQ(name("a.b.c").parent()->text(), "b.c");
    EXPECT_EQ(name("c").parent(), std::nullopt);
}

TEST(DomainName, below) {
    EXPECT_EQ(name("example.org").below("_smtp._tls")->text(), "_smtp._tls.example.org");
    EXPECT_TRUE(name("example.org").below("").has_error());
    EXPECT_TRUE(name("example.org").below("a b").has_error());
    EXPECT_TRUE(name(longest).below("a").has_error());
}

struct Organisation {
    const char* name;
    std::string_view of;
    std::string_view is;
};

const Organisation organisations[] = {
    {"itself", "example.org", "example.org"},
    {"host", "mail.example.org", "example.org"},
    {"deep", "a.b.c.example.org", "example.org"},
    {"two_level_suffix", "mail.example.co.uk", "example.co.uk"},
    {"suffix_itself", "co.uk", "co.uk"},
    {"top_level", "org", "org"},
    {"unknown_top_level", "mail.host.lan", "host.lan"},
    {"single_label", "localhost", "localhost"},
    {"wildcard_rule", "a.b.example.ck", "b.example.ck"},
    {"exception_rule", "mail.www.ck", "www.ck"},
    {"idn", "mail.xn--bcher-kva.example", "xn--bcher-kva.example"},
    {"underscore", "_dmarc.example.org", "example.org"},
};

class OrganisationalDomain : public testing::TestWithParam<Organisation> {};

TEST_P(OrganisationalDomain, by_the_public_suffix_list) {
    EXPECT_EQ(organisational_domain(name(GetParam().of)).text(), GetParam().is);
}

INSTANTIATE_TEST_SUITE_P(Table, OrganisationalDomain, testing::ValuesIn(organisations),
                         [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace mailwatchd::base
