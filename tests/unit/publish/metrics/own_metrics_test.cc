#include "publish/metrics/own_metrics.h"

#include "publish/metrics/process.h"
#include "support/readings.h"
#include "unit/publish/golden.h"
#include "unit/publish/sample.h"

#include <filesystem>
#include <fstream>
#include <thread>
#include <unistd.h>

namespace mailwatchd::publish {
namespace {

constexpr std::string_view checks[] = {"pop3", "dnsbl"};
const auto& changes = test::reading_kinds().changes();

bool has(const std::string& page, const std::string& line) {
    return page.find(line + '\n') != std::string::npos;
}

TEST(OwnMetrics, counters_of_closed_sets_start_at_zero) {
    const OwnMetrics own{{"0.1.0", "abc", "3.0.22"}, noon, checks, changes};
    const auto page = own.text();
    EXPECT_TRUE(has(
        page, "mailwatchd_build_info{openssl=\"3.0.22\",revision=\"abc\",version=\"0.1.0\"} 1"));
    EXPECT_TRUE(has(page, "mailwatchd_changes_total{change=\"port_opened\"} 0"));
    EXPECT_TRUE(has(page, "mailwatchd_changes_total{change=\"rules_changed\"} 0"));
    EXPECT_TRUE(has(page, "mailwatchd_checks_total{check=\"dnsbl\",outcome=\"no_info\"} 0"));
    EXPECT_TRUE(has(page, "mailwatchd_state_write_errors_total 0"));
    EXPECT_TRUE(has(page, "mailwatchd_check_duration_seconds_count{check=\"dnsbl\"} 0"));
    EXPECT_TRUE(has(page, "mailwatchd_dns_query_duration_seconds_count 0"));
    EXPECT_EQ(page.find("mailwatchd_state_size_bytes "), std::string::npos) << "no state file set";
}

TEST(OwnMetrics, say_what_they_were_told) {
    OwnMetrics own{{}, noon, checks, changes};
    own.count_check("pop3", model::Verdict::failed);
    own.count_change(change::dnsbl_listed);
    own.count_dns_query("NXDOMAIN", 20ms);
    own.time_check("pop3", 2500ms);
    own.count_http_request(404);
    own.count_state_write_error();
    own.set_targets(3);
    own.set_checks_running(2);
    own.set_checks_overdue("pop3", 1);
    const auto page = own.text();
    EXPECT_TRUE(has(page, "mailwatchd_checks_total{check=\"pop3\",outcome=\"failed\"} 1"));
    EXPECT_TRUE(has(page, "mailwatchd_changes_total{change=\"dnsbl_listed\"} 1"));
    EXPECT_TRUE(has(page, "mailwatchd_dns_queries_total{rcode=\"NXDOMAIN\"} 1"));
    EXPECT_TRUE(has(page, "mailwatchd_dns_query_duration_seconds_bucket{le=\"0.01\"} 0"));
    EXPECT_TRUE(has(page, "mailwatchd_dns_query_duration_seconds_bucket{le=\"0.025\"} 1"));
    EXPECT_TRUE(has(page, "mailwatchd_check_duration_seconds_bucket{check=\"pop3\",le=\"1\"} 0"));
    EXPECT_TRUE(has(page, "mailwatchd_check_duration_seconds_bucket{check=\"pop3\",le=\"5\"} 1"));
    EXPECT_TRUE(has(page, "mailwatchd_check_duration_seconds_sum{check=\"pop3\"} 2.5"));
    EXPECT_TRUE(has(page, "mailwatchd_http_requests_total{code=\"404\"} 1"));
    EXPECT_TRUE(has(page, "mailwatchd_state_write_errors_total 1"));
    EXPECT_TRUE(has(page, "mailwatchd_targets 3"));
    EXPECT_TRUE(has(page, "mailwatchd_checks_running 2"));
    EXPECT_TRUE(has(page, "mailwatchd_checks_overdue{check=\"pop3\"} 1"));
    EXPECT_TRUE(has(page, "process_start_time_seconds 1795348800"));
}

TEST(OwnMetrics, say_what_each_sink_has_not_taken) {
    OwnMetrics own{{}, noon, checks, changes};
    EXPECT_EQ(own.text().find("sink="), std::string::npos) << "none is known yet";
    own.set_events_undelivered("journal", 0);
    const auto calm = own.text();
    EXPECT_TRUE(has(calm, "mailwatchd_events_undelivered{sink=\"journal\"} 0"));
    EXPECT_TRUE(has(calm, "mailwatchd_event_delivery_failures_total{sink=\"journal\"} 0"));
    own.set_events_undelivered("journal", 3);
    own.count_event_delivery_failure("journal");
    own.count_event_delivery_failure("journal");
    const auto behind = own.text();
    EXPECT_TRUE(has(behind, "mailwatchd_events_undelivered{sink=\"journal\"} 3"));
    EXPECT_TRUE(has(behind, "mailwatchd_event_delivery_failures_total{sink=\"journal\"} 2"));
}

TEST(OwnMetrics, weigh_the_state_with_its_log) {
    const auto database =
        std::filesystem::path{testing::TempDir()} / ("state" + std::to_string(::getpid()));
    OwnMetrics own{{}, noon, checks, changes};
    own.set_state_file(database);
    EXPECT_EQ(own.text().find("mailwatchd_state_size_bytes "), std::string::npos) << "no such file";
    std::ofstream{database} << std::string(4096, '.');
    EXPECT_TRUE(has(own.text(), "mailwatchd_state_size_bytes 4096"));
    std::ofstream{database.string() + "-wal"} << std::string(100, '.');
    EXPECT_TRUE(has(own.text(), "mailwatchd_state_size_bytes 4196"));
    std::filesystem::remove(database);
    std::filesystem::remove(database.string() + "-wal");
}

TEST(OwnMetrics, a_failed_reload_keeps_the_time_of_the_last_good_one) {
    OwnMetrics own{{}, noon, checks, changes};
    own.set_config_loaded(true, noon);
    own.set_config_loaded(false, noon + 1h);
    const auto page = own.text();
    EXPECT_TRUE(has(page, "mailwatchd_config_last_reload_successful 0"));
    EXPECT_TRUE(has(page, "mailwatchd_config_last_reload_success_timestamp_seconds 1795348800"));
}

TEST(OwnMetrics, are_clean_from_the_start) {
    if (!has_promtool()) GTEST_SKIP() << "no promtool: ./dev setup";
    const OwnMetrics own{{}, noon, checks, changes};
    EXPECT_EQ(promtool(own.text()), "");
}

TEST(OwnMetrics, may_be_counted_from_threads) {
    OwnMetrics own{{}, noon, checks, changes};
    const auto count = [&] {
        for (int i = 0; i < 1000; ++i) own.count_state_write_error();
    };
    std::thread other{count};
    count();
    other.join();
    EXPECT_TRUE(has(own.text(), "mailwatchd_state_write_errors_total 2000"));
}

TEST(Process, is_read_from_proc) {
    const auto seen = read_process();
    EXPECT_GT(seen.resident_bytes.value_or(0), 1'000'000);
    EXPECT_GE(seen.virtual_bytes.value_or(0), seen.resident_bytes.value_or(0));
    EXPECT_GE(seen.open_fds.value_or(0), 3);
    EXPECT_GT(seen.max_fds.value_or(0), seen.open_fds.value_or(0));
    EXPECT_GE(seen.threads.value_or(0), 1);
    EXPECT_GE(seen.cpu_seconds.value_or(-1), 0);
}

TEST(Process, a_command_with_blanks_and_brackets_moves_nothing) {
    const auto proc =
        std::filesystem::path{testing::TempDir()} / ("proc" + std::to_string(::getpid()));
    std::filesystem::create_directories(proc / "fd");
    std::ofstream{proc / "stat"} << "7 (a) b) S 1 2 3 4 5 6 7 8 9 10 150 50 0 0 20 0 4 0 99 "
                                    "4096000 250 18446744073709551615\n";
    std::ofstream{proc / "limits"} << "Limit                     Soft Limit  Hard Limit  Units\n"
                                      "Max open files            1024        4096        files\n"
                                      "Max address space         unlimited   unlimited   bytes\n";
    const auto seen = read_process(proc);
    EXPECT_EQ(seen.cpu_seconds, 200.0 / static_cast<double>(::sysconf(_SC_CLK_TCK)));
    EXPECT_EQ(seen.threads, 4);
    EXPECT_EQ(seen.virtual_bytes, 4096000);
    EXPECT_EQ(seen.resident_bytes, 250 * ::sysconf(_SC_PAGESIZE));
    EXPECT_EQ(seen.max_fds, 1024);
    EXPECT_EQ(seen.virtual_bytes_max, -1);
    EXPECT_EQ(seen.open_fds, 0);
    std::filesystem::remove_all(proc);
    EXPECT_FALSE(read_process(proc).cpu_seconds) << "no files, no values";
    EXPECT_FALSE(read_process(proc).open_fds);
}

}  // namespace
}  // namespace mailwatchd::publish
