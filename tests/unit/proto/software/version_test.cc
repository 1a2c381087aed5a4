#include "proto/software/version.h"

#include <gtest/gtest.h>

namespace mailwatchd::software {
namespace {

/// `text` follows the product's name.
struct Case {
    const char* name;
    std::string_view text;
    std::string_view version;
};

const Case cases[] = {
    {"plain", " 4.96 Sun, 22 Nov 2026", "4.96"},
    {"slash", "/3.0.2 ready", "3.0.2"},
    {"parentheses", " (2.0.13) (Mandrake Linux)", "2.0.13"},
    {"brackets", " [v0.3.7] - Teaspoon", "0.3.7"},
    {"colon_and_word", ", Version: 6.0.3790.3959 ready", "6.0.3790.3959"},
    {"word_in_parentheses", " (version 2.53) at mx", "2.53"},
    {"abbreviated", " Ver. 5.1", "5.1"},
    {"release_with_fix_pack", " Release 8.5.3FP6)", "8.5.3FP6"},
    {"whole_number_behind_a_word", " Release 14)", "14"},
    {"whole_number_with_v", " v9", "9"},
    {"whole_number_alone", " 2010", ""},
    {"build_number", " Version 2205017", ""},
    {"build_behind_the_version", " 9.5 build 3", "9.5"},
    {"build_in_the_version", " 3.6-Build_1166", "3.6"},
    {"language_behind_the_version", " Version 7.2 (intl)", "7.2"},
    {"twice", " 8.14.4/8.14.4/Debian-8", "8.14.4"},
    {"again_in_full", ", Version 1.8 (1.8.4.5)", "1.8.4.5"},
    {"another_number_in_parentheses", " 6.5.7638.1 (192.0.2.1)", "6.5.7638.1"},
    {"sunos", " SMI-8.6/SMI-SVR4 ready", "8.6"},
    {"solaris", " 8.11.7p3+Sun/8.11.7;", "8.11.7p3"},
    {"irix", " 980427.SGI.8.8.8/970903.SGI.AUTOCF", "8.8.8"},
    {"aix", " AIX4.2/UCB 8.7;", "8.7"},
    {"aix_joined", " AIX5.1/8.11.0/8.11.0p2;", "8.11.0"},
    {"sun_update", " 7u4-24.01(7.0.4.24.0) 64bit (built Nov 17 2011))", "7u4-24.01"},
    {"letter_before_the_numbers", " vM.5.01.06.05 201-253", "M.5.01.06.05"},
    {"ibm", " V05R01M00 on Thu", "V05R01M00"},
    {"ibm_level", " Level 320 on Fri", "320"},
    {"windows_resource", " Version 3, 0, 5, 0) ready", "3.0.5.0"},
    {"mailenable", ", Version: 0-3.61- ready", "3.61"},
    {"mailenable_twice", ", Version: 10.33--10.33 ready", "10.33"},
    {"edition", " Pro for WinNT/2000/XP, Version 1.8", "1.8"},
    {"protocol_between", " POP3 Server 5.4.10 ready", "5.4.10"},
    {"for_a_system", " for Windows NT v1.1b)", "1.1b"},
    {"version_of_a_system", " for Windows 10.0", ""},
    {"version_of_a_kernel", " Linux 5.10.0", ""},
    {"distribution", " (Debian 12.5)", ""},
    {"distribution_in_words", " on Ubuntu 22.04", ""},
    {"other_words_between", " - TLS 1.2 required", ""},
    {"date", " 01.05.2024 10:00", ""},
    {"date_backwards", " 2024.05.01", ""},
    {"snapshot", " (Snapshot-20000204)", ""},
    {"time", " 10:11:12", ""},
    {"semicolon", "; Thu, 26 Jan 2023 23:00:46 +0900 4.5", ""},
    {"address", " Server 192.0.2.1 is ready", ""},
    {"address_at_once", " 192.0.2.1", ""},
    {"ten_at_once", " 10.1.4.0 POP3 server", "10.1.4.0"},
    {"ten_behind_server", " Server 10.1.4.0", ""},
    {"id", " 3FA1B2C3D4E5", ""},
    {"nothing", "", ""},
};

class VersionTable : public testing::TestWithParam<Case> {};

TEST_P(VersionTable, is_read) { EXPECT_EQ(version_after(GetParam().text), GetParam().version); }

INSTANTIATE_TEST_SUITE_P(Table, VersionTable, testing::ValuesIn(cases),
                         [](const auto& row) { return row.param.name; });

TEST(VersionOf, somewhere_in_the_line) {
    EXPECT_EQ(version_within(" ready at Sun, 1 Nov 1998 10:00:00 +0100 Version: 5.5.1877.197.19"),
              "5.5.1877.197.19");
    EXPECT_EQ(version_within(" ready at Sun, 1 Nov 1998 10:00:00 +0100 5.5"), "");
}

TEST(VersionOf, next_and_nowhere_else) {
    EXPECT_EQ(version_next(" 8.15.2 ready"), "8.15.2");
    EXPECT_EQ(version_next(" ESMTP 8.15.2"), "");
}

}  // namespace
}  // namespace mailwatchd::software
