// The numbers of the rows, as they were first stored. A changed number changes the meaning of
// existing states: append, and never make a line pass by editing another.
#include "observe/kind.h"
#include "support/readings.h"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <string_view>

namespace mailwatchd::observe {
namespace {

/// "1 port" per line, in order of number.
template <class Number>
void add_line(std::string& lines, Number number, std::string_view name) {
    lines.append(std::to_string(number)).append(" ").append(name).append("\n");
}

TEST(PinnedNumbers, of_observations) {
    std::map<std::uint16_t, std::string_view> sorted;
    for (const auto& [number, kind] : kinds())
        EXPECT_TRUE(sorted.emplace(number, kind->name).second) << number << " is used twice";
    std::string lines;
    for (const auto& [number, name] : sorted) add_line(lines, number, name);
    EXPECT_EQ(lines,
              "1 session\n"
              "2 topology\n"
              "3 reverse_dns\n"
              "4 listing\n"
              "5 dnsbl\n"
              "6 spf\n"
              "7 reputation\n"
              "8 domain_reputation\n"
              "9 series\n"
              "10 prober\n"
              "11 name_certificate\n"
              "12 starttls_injection\n");
}

TEST(PinnedNumbers, of_readings) {
    const auto known = reading_kinds(kinds());
    std::string lines;
    for (unsigned number = 0; number < 256; ++number)
        if (const auto* const kind = known.find(static_cast<std::uint8_t>(number)))
            add_line(lines, number, kind->name);
    EXPECT_EQ(lines,
              "1 port\n"
              "2 service\n"
              "3 starttls\n"
              "4 cleartext_login\n"
              "5 listed\n"
              "6 ptr\n"
              "7 relay\n"
              "8 spf\n"
              "9 mx\n"
              "10 certificate\n"
              "11 verdict\n"
              "12 dnsbl\n"
              "13 prober\n"
              "14 rules\n"
              "15 exists\n"
              "16 domain_listed\n");
}

TEST(PinnedNumbers, of_changes) {
    const auto known = reading_kinds(kinds());
    std::string lines;
    for (const auto* const kind : known.changes()) add_line(lines, kind->number, kind->name);
    EXPECT_EQ(lines,
              "0 port_opened\n"
              "1 port_closed\n"
              "2 dnsbl_listed\n"
              "3 dnsbl_delisted\n"
              "4 relay_accepted\n"
              "5 relay_refused\n"
              "6 cleartext_login_offered\n"
              "7 cleartext_login_withdrawn\n"
              "8 starttls_lost\n"
              "9 starttls_gained\n"
              "10 mx_changed\n"
              "11 spf_changed\n"
              "12 ptr_changed\n"
              "13 certificate_renewed\n"
              "14 certificate_worse\n"
              "15 software_changed\n"
              "16 verdict_failed\n"
              "17 verdict_passed\n"
              "18 dnsbl_retired\n"
              "19 dnsbl_restored\n"
              "20 prober_unhealthy\n"
              "21 prober_healthy\n"
              "22 flapping\n"
              "23 target_gone\n"
              "24 rules_changed\n"
              "25 domain_gone\n"
              "26 domain_back\n"
              "28 flapping_ended\n"
              "30 domain_listed\n"
              "31 domain_delisted\n");
}

/// The list of rows that tests of pure rooms use is complete.
TEST(PinnedNumbers, the_rows_of_the_tests_are_those_of_the_program) {
    const auto known = reading_kinds(kinds());
    EXPECT_EQ(test::reading_kinds().all(), known.all());
    EXPECT_EQ(test::reading_kinds().changes(), known.changes());
}

}  // namespace
}  // namespace mailwatchd::observe
