// Every metric family that the daemon exports: name, type and help. Tests check the names against
// Prometheus' rules and the exported pages against this table. Dashboards and alert rules depend on
// the names.
#pragma once

#include "model/reading.h"

#include <array>
#include <string_view>

namespace mailwatchd::publish {

enum class MetricType { counter, gauge, histogram };

constexpr std::string_view name(MetricType type) {
    switch (type) {
        case MetricType::counter: return "counter";
        case MetricType::gauge: return "gauge";
        case MetricType::histogram: return "histogram";
    }
    return "";
}

struct Family {
    std::string_view name;
    MetricType type;
    std::string_view help;
};

/// The gauge of a reading. It is not in the table below but in the reading's row (model/reading.h).
constexpr Family family_of(const model::ReadingGauge& gauge) {
    return {gauge.name, MetricType::gauge, gauge.help};
}

namespace family {

inline constexpr auto counter = MetricType::counter;
inline constexpr auto gauge = MetricType::gauge;
inline constexpr auto histogram = MetricType::histogram;

// The daemon itself (own_metrics.h).
inline constexpr Family build_info{"mailwatchd_build_info", gauge,
                                   "Build information of the running daemon; always 1."};
inline constexpr Family config_ok{"mailwatchd_config_last_reload_successful", gauge,
                                  "Whether the last configuration reload succeeded."};
inline constexpr Family config_time{"mailwatchd_config_last_reload_success_timestamp_seconds",
                                    gauge, "Time of the last successful configuration load."};
inline constexpr Family targets{"mailwatchd_targets", gauge, "Number of configured targets."};
inline constexpr Family checks_total{"mailwatchd_checks_total", counter, "Check runs by outcome."};
inline constexpr Family check_duration{
    "mailwatchd_check_duration_seconds", histogram,
    "Time from the start of an audit to a check's verdict; all checks of an audit share its "
    "observations."};
inline constexpr Family checks_overdue{"mailwatchd_checks_overdue", gauge,
                                       "Checks that are overdue by more than 15 minutes."};
inline constexpr Family checks_running{"mailwatchd_checks_running", gauge, "Checks running now."};
inline constexpr Family changes_total{"mailwatchd_changes_total", counter,
                                      "Confirmed changes by kind."};
inline constexpr Family events_undelivered{
    "mailwatchd_events_undelivered", gauge,
    "Confirmed changes that are not yet delivered to a sink."};
inline constexpr Family event_delivery_failures_total{
    "mailwatchd_event_delivery_failures_total", counter,
    "Failed deliveries of confirmed changes to a sink; each is retried."};
inline constexpr Family dns_queries_total{"mailwatchd_dns_queries_total", counter,
                                          "DNS queries by response code."};
inline constexpr Family dns_query_duration{"mailwatchd_dns_query_duration_seconds", histogram,
                                           "Time from a DNS query to its answer or final failure."};
inline constexpr Family state_write_errors_total{"mailwatchd_state_write_errors_total", counter,
                                                 "Failed writes to the state database."};
inline constexpr Family state_writable{
    "mailwatchd_state_writable", gauge,
    "0 while the state database cannot be written; no change is recorded or reported meanwhile."};
inline constexpr Family state_size{"mailwatchd_state_size_bytes", gauge,
                                   "Size of the state database including its write-ahead log."};
inline constexpr Family state_moved_aside{
    "mailwatchd_state_moved_aside", gauge,
    "Damaged state files that were moved aside and are still in the state directory."};
inline constexpr Family http_requests_total{
    "mailwatchd_http_requests_total", counter,
    "HTTP requests by status code; 0 means that the connection ended without a response."};

// The process, with the names of Prometheus' own client libraries (process.h).
inline constexpr Family process_cpu{"process_cpu_seconds_total", counter,
                                    "Total user and system CPU time spent."};
inline constexpr Family process_open_fds{"process_open_fds", gauge,
                                         "Number of open file descriptors."};
inline constexpr Family process_max_fds{"process_max_fds", gauge,
                                        "Maximum number of open file descriptors."};
inline constexpr Family process_virtual{"process_virtual_memory_bytes", gauge,
                                        "Virtual memory size."};
inline constexpr Family process_virtual_max{"process_virtual_memory_max_bytes", gauge,
                                            "Maximum virtual memory size; -1 if unlimited."};
inline constexpr Family process_resident{"process_resident_memory_bytes", gauge,
                                         "Resident memory size."};
inline constexpr Family process_start{
    "process_start_time_seconds", gauge,
    "Start time of the process, in seconds since the Unix epoch."};
inline constexpr Family process_threads{"process_threads", gauge,
                                        "Number of threads of the process."};

// Targets and hosts (metrics.h).
inline constexpr Family score{
    "mailwatchd_target_score_ratio", gauge,
    "Security score of a target, 0 to 1; absent if no check has a verdict."};
inline constexpr Family success{
    "mailwatchd_check_success", gauge,
    "Whether the current verdict of a check is passed; absent if there is no verdict."};
inline constexpr Family inconclusive{
    "mailwatchd_check_inconclusive", gauge,
    "Checks whose last run gave no verdict, with the reason; always 1."};
inline constexpr Family inconclusive_since{
    "mailwatchd_check_inconclusive_since_timestamp_seconds", gauge,
    "End time of the first of a check's latest runs that were all inconclusive; absent if the last "
    "one was conclusive."};
inline constexpr Family last_run{"mailwatchd_check_last_run_timestamp_seconds", gauge,
                                 "End time of the last run of a check."};
inline constexpr Family last_conclusive{"mailwatchd_check_last_conclusive_timestamp_seconds", gauge,
                                        "End time of the last conclusive run of a check."};
inline constexpr Family next_due{"mailwatchd_check_next_due_timestamp_seconds", gauge,
                                 "Time when a check is next due."};
inline constexpr Family host_address{"mailwatchd_host_address_info", gauge,
                                     "Names of each address of a mail host; always 1."};
inline constexpr Family mx_info{"mailwatchd_mx_info", gauge,
                                "Mail exchangers of a target; always 1."};
inline constexpr Family not_after{"mailwatchd_tls_certificate_not_after_timestamp_seconds", gauge,
                                  "Time when the first certificate of the chain presented on a "
                                  "port expires."};
inline constexpr Family spf_lookups{
    "mailwatchd_spf_lookups", gauge,
    "DNS lookups that a target's SPF record needs; receivers stop at 10 (RFC 7208)."};
inline constexpr Family reputation{"mailwatchd_reputation_ratio", gauge,
                                   "Reputation of a target's worst address at a source, 0 (bad) to "
                                   "1 (good); absent without data."};
inline constexpr Family dnsbl_info{"mailwatchd_dnsbl_info", gauge,
                                   "Class of a DNS block list; always 1."};
inline constexpr Family dnsbl_up{
    "mailwatchd_dnsbl_up", gauge,
    "Whether a DNS block list passes its self-test (RFC 5782); a list that fails is ignored."};

inline constexpr std::array all{
    build_info,
    config_ok,
    config_time,
    targets,
    checks_total,
    check_duration,
    checks_overdue,
    checks_running,
    changes_total,
    events_undelivered,
    event_delivery_failures_total,
    dns_queries_total,
    dns_query_duration,
    state_write_errors_total,
    state_writable,
    state_size,
    state_moved_aside,
    http_requests_total,
    process_cpu,
    process_open_fds,
    process_max_fds,
    process_virtual,
    process_virtual_max,
    process_resident,
    process_start,
    process_threads,
    score,
    success,
    inconclusive,
    inconclusive_since,
    last_run,
    last_conclusive,
    next_due,
    mx_info,
    host_address,
    not_after,
    spf_lookups,
    reputation,
    dnsbl_info,
    dnsbl_up,
};

}  // namespace family

}  // namespace mailwatchd::publish
