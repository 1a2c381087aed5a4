#include "proto/spf/near_miss.h"

#include <gtest/gtest.h>

namespace mailwatchd::spf {
namespace {

struct Row {
    const char* name;
    std::string text;
    std::string why;  ///< Empty: no near miss.
};

const Row rows[] = {
    {"record", "v=spf1 mx -all", ""},
    {"record_without_terms", "v=spf1", ""},
    {"record_in_any_case", "V=SpF1 MX -ALL", ""},
    {"record_with_errors", "v=spf1 ipv4:192.0.2.1 moo", ""},
    {"nothing", "", ""},
    {"verification", "google-site-verification=abc", ""},
    {"dmarc", "v=DMARC1; p=none; rua=mailto:spf1@example.org", ""},
    {"dkim", "v=DKIM1; k=rsa; p=MIGf", ""},
    {"sts", "v=STSv1; id=20240101", ""},
    {"sender_id", "spf2.0/mfrom,pra include:b.example -all", ""},
    {"word_with_spf", "vspfoo-verification=1", ""},
    {"name_of_a_service", "spf1-service=abc", ""},
    {"single_words", "a mx", ""},
    {"prose", "all mail from here is spam", ""},

    {"space_first", " v=spf1 mx -all", "it begins with a space"},
    {"tab_first", "\tv=spf1 mx -all", "it begins with a tab"},
    {"line_break_first", "\nv=spf1 mx -all", "it begins with a line break"},
    {"quoted", "\"v=spf1 mx -all\"", "it begins with a quotation mark"},
    {"single_quoted", "'v=spf1 mx -all'", "it begins with an apostrophe"},
    {"escaped_quote", "\\\"v=spf1 mx -all\\\"", "it begins with a backslash"},
    {"byte_order_mark", "\xEF\xBB\xBFv=spf1 -all", "it begins with a byte order mark (U+FEFF)"},
    {"zero_width", "\xE2\x80\x8Bv=spf1 -all", "it begins with a zero-width space (U+200B)"},
    {"no_break_first", "\xC2\xA0v=spf1 -all", "it begins with a no-break space (U+00A0)"},
    {"smart_quotes", "\xE2\x80\x9Cv=spf1 -all\xE2\x80\x9D",
     "it begins with a typographic quotation mark (U+201C)"},
    {"any_byte", "\x01v=spf1 -all", "it begins with a byte outside printable ASCII"},
    {"bracket", "(v=spf1 -all)", "it begins with \"(\""},
    {"zone_file", "example.org. TXT v=spf1 -all",
     "it begins with \"example.org. TXT v=s\", not with v=spf1"},

    {"tab_after", "v=spf1\tmx -all", "v=spf1 is followed by a tab, not by a space"},
    {"no_break_after", "v=spf1\xC2\xA0mx -all",
     "v=spf1 is followed by a no-break space (U+00A0), not by a space"},
    {"latin_no_break_after", "v=spf1\xA0mx -all",
     "v=spf1 is followed by a no-break space (byte A0), not by a space"},
    {"zero_width_after", "v=spf1\xE2\x80\x8B mx -all",
     "v=spf1 is followed by a zero-width space (U+200B), not by a space"},
    {"semicolon", "v=spf1; mx -all", "v=spf1 is followed by \";\", not by a space"},
    {"comma", "v=spf1, mx, -all", "v=spf1 is followed by \",\", not by a space"},
    {"term_after", "v=spf1mx -all", "v=spf1 is followed by \"m\", not by a space"},
    {"include_after", "V=SPF1include:b.example -all",
     "v=spf1 is followed by \"i\", not by a space"},
    {"qualifier_after", "v=spf1-all", "v=spf1 is followed by \"-\", not by a space"},
    {"ten", "v=spf10 -all", "v=spf1 is followed by \"0\", not by a space"},
    {"quote_after", "v=spf1\" mx", "v=spf1 is followed by a quotation mark, not by a space"},

    {"space_before_one", "v=spf 1 mx", "it begins with \"v=spf 1 mx\", not with v=spf1"},
    {"spaces_around_equals", "v = spf1 mx", "it begins with \"v = spf1 mx\", not with v=spf1"},
    {"colon", "v:spf1 mx", "it begins with \"v:spf1 mx\", not with v=spf1"},
    {"no_equals", "vspf1 mx", "it begins with \"vspf1 mx\", not with v=spf1"},
    {"version_two", "v=spf2 mx", "it begins with \"v=spf2 mx\", not with v=spf1"},
    {"no_number", "v=spf mx -all", "it begins with \"v=spf mx -all\", not with v=spf1"},
    {"like_sts", "v=SPFv1 mx -all", "it begins with \"v=SPFv1 mx -all\", not with v=spf1"},
    {"zero_width_inside", "v=\xE2\x80\x8Bspf1 mx",
     "it begins with \"v=\xE2\x80\x8Bspf1 mx\", not with v=spf1"},
    {"quote_inside", "v=\"spf1 mx -all\"",
     "it begins with \"v=\"spf1 mx -all\"\", not with v=spf1"},
    {"without_v", "spf1 include:b.example -all",
     "it begins with \"spf1 include:b.examp\", not with v=spf1"},
    {"other_word", "version=spf1.0 ~all",
     "it begins with \"version=spf1.0 ~all\", not with v=spf1"},
    {"no_version", "ip4:192.0.2.1 include:b.example -all", "it does not begin with v=spf1"},
    {"all_alone", "-all", "it does not begin with v=spf1"},
};

class NearMiss : public testing::TestWithParam<Row> {};

TEST_P(NearMiss, is_found) { EXPECT_EQ(near_miss(GetParam().text).value_or(""), GetParam().why); }

INSTANTIATE_TEST_SUITE_P(Table, NearMiss, testing::ValuesIn(rows),
                         [](const auto& row) { return row.param.name; });

TEST(NearMissQuoted, is_bounded) {
    EXPECT_EQ(in_quotes("x"), "\"x\"");
    EXPECT_LT(in_quotes(std::string(5000, 'x')).size(), 300U);
}

}  // namespace
}  // namespace mailwatchd::spf
