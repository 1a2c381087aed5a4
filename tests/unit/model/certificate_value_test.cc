// The value of the reading `certificate`: what it says, and in what two of them differ.
#include "model/certificate_value.h"

#include <gtest/gtest.h>

namespace mailwatchd::model {
namespace {

constexpr std::string_view now = "trusted;CA, R3;a.example;EC 256;aa kk 2026-01-01 2026-04-01";

TEST(CertificateValue, has_its_parts) {
    const auto value = parse_certificate("trusted;A; B;a.example,b.example;EC 256;aa kk x y");
    EXPECT_EQ(value.chain, "trusted");
    EXPECT_EQ(value.issuer, "A; B");
    EXPECT_EQ(value.names, "a.example,b.example");
    EXPECT_EQ(value.key, "EC 256");
    EXPECT_EQ(value.sha256, "aa");
    EXPECT_EQ(value.key_sha256, "kk");
    EXPECT_EQ(value.not_before, "x");
    EXPECT_EQ(value.not_after, "y");
}

TEST(CertificateValue, of_version_0_1_has_fewer) {
    const auto value = parse_certificate("trusted;CA;a.example;EC 256;aa");
    EXPECT_EQ(value.sha256, "aa");
    EXPECT_EQ(value.key_sha256, "");
    EXPECT_EQ(value.not_after, "");
    EXPECT_EQ(certificate_words("trusted;CA;a.example;EC 256;aa"),
              "trusted, from CA for a.example (EC 256)");
}

TEST(CertificateValue, in_words_says_until_when) {
    EXPECT_EQ(certificate_words(now),
              "trusted, from CA, R3 for a.example (EC 256), until 2026-04-01");
}

struct Row {
    const char* name;
    std::string_view to;
    std::string_view difference;
};

const Row rows[] = {
    {"nothing", now, "same issuer, names and key"},
    {"serial", "trusted;CA, R3;a.example;EC 256;bb kk 2026-01-01 2026-04-01",
     "same issuer, names and key"},
    {"validity", "trusted;CA, R3;a.example;EC 256;bb kk 2026-03-01 2026-06-01",
     "valid from 2026-03-01 (was 2026-01-01); valid until 2026-06-01 (was 2026-04-01)"},
    {"key", "trusted;CA, R3;a.example;EC 256;bb ll 2026-01-01 2026-04-01", "another key (EC 256)"},
    {"kind_of_key", "trusted;CA, R3;a.example;RSA 2048;bb ll 2026-01-01 2026-04-01",
     "key RSA 2048 (was EC 256)"},
    {"issuer", "trusted;CA, R4;a.example;EC 256;bb kk 2026-01-01 2026-04-01",
     "issued by CA, R4 (was CA, R3)"},
    {"dates", "expired on 2026-04-01;CA, R3;a.example;EC 256;aa kk 2026-01-01 2026-04-01",
     "expired on 2026-04-01 (was trusted)"},
    {"all", "untrusted;X;b.example;RSA 1024;bb ll 2026-01-01 2026-06-01",
     "untrusted (was trusted); issued by X (was CA, R3); for b.example (was a.example); "
     "key RSA 1024 (was EC 256); valid until 2026-06-01 (was 2026-04-01)"},
    {"not_known_in_the_old_form", "trusted;CA, R3;a.example;EC 256;aa",
     "same issuer, names and key"},
};

class CertificateDifference : public testing::TestWithParam<Row> {};

TEST_P(CertificateDifference, is_told) {
    EXPECT_EQ(certificate_difference(now, GetParam().to), GetParam().difference);
}

INSTANTIATE_TEST_SUITE_P(Table, CertificateDifference, testing::ValuesIn(rows),
                         [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace mailwatchd::model
