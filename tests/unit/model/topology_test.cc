#include "model/topology.h"

#include <gtest/gtest.h>

namespace mailwatchd::model {
namespace {

struct Row {
    const char* name;
    std::string_view text;
    TargetKind kind;
    std::string_view parsed;  ///< Empty: refused.
};

using Kind = TargetKind;
const Row rows[] = {
    {"domain", "Example.ORG.", Kind::domain, "example.org"},
    {"subdomain", "mail.example.org", Kind::subdomain, "mail.example.org"},
    {"two_level_suffix", "example.co.uk", Kind::domain, "example.co.uk"},
    {"below_that", "mail.example.co.uk", Kind::subdomain, "mail.example.co.uk"},
    {"suffix_itself", "co.uk", Kind::domain, "co.uk"},
    {"single_label", "localhost", Kind::domain, "localhost"},
    {"idn",
     "b\xC3\xBC"
     "cher.example",
     Kind::domain, "xn--bcher-kva.example"},
    {"v4", "192.0.2.1", Kind::ipv4, "192.0.2.1"},
    {"v6", "2001:DB8:0:0::1", Kind::ipv6, "2001:db8::1"},
    {"almost_v4", "192.0.2.256", Kind::ipv4, ""},
    {"block", "192.0.2.0/24", Kind::ipv4, ""},
    {"in_brackets", "[2001:db8::1]", Kind::ipv6, ""},
    {"mailbox", "a@example.org", Kind::domain, ""},
    {"empty", "", Kind::domain, ""},
    {"hyphen", "-", Kind::domain, ""},
    {"option", "--only", Kind::domain, ""},
    {"hyphen_ends_a_label", "mail-.example.org", Kind::domain, ""},
    {"hyphens_within", "a--b.example.org", Kind::subdomain, "a--b.example.org"},
};

class TargetText : public testing::TestWithParam<Row> {};

TEST_P(TargetText, has_a_kind) {
    const auto target = TargetName::parse(GetParam().text);
    ASSERT_EQ(target.has_value(), !GetParam().parsed.empty());
    if (!target) return;
    EXPECT_EQ(target->name, GetParam().parsed);
    EXPECT_EQ(target->kind, GetParam().kind);
}

INSTANTIATE_TEST_SUITE_P(Table, TargetText, testing::ValuesIn(rows),
                         [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace mailwatchd::model
