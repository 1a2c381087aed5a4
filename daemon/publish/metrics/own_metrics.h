// Metrics of the daemon itself: a few hundred series with bounded labels. They are in
// prometheus-cpp's registry, so that the loop and the workers can count at any time.
#pragma once

#include "base/time.h"
#include "model/change_kind.h"
#include "model/verdict.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace mailwatchd::publish {

struct Build {
    std::string version;   ///< "0.1.0"
    std::string revision;  ///< Of the source; "" if unknown.
    std::string openssl;   ///< Of the loaded library: "3.0.22".
};

/// Thread-safe. A series is exported from its first value on, except that counters with a closed
/// set of labels start at 0.
class OwnMetrics {
public:
    /// `checks`: the names of all checks.
    /// `changes`: every kind of change that may be counted.
    OwnMetrics(const Build& build, base::Instant started, std::span<const std::string_view> checks,
               std::span<const model::ChangeKind* const> changes);
    ~OwnMetrics();
    OwnMetrics(const OwnMetrics&) = delete;
    OwnMetrics& operator=(const OwnMetrics&) = delete;

    void count_check(std::string_view check, model::Verdict outcome);
    /// `took`: from the beginning of the audit to the verdict.
    void time_check(std::string_view check, base::Duration took);
    void count_change(const model::ChangeKind& kind);
    /// "NOERROR", "NXDOMAIN", …, "timeout".
    void count_dns_query(std::string_view rcode, base::Duration took);
    void count_http_request(unsigned status);
    void count_state_write_error();
    void set_state_writable(bool writable);

    /// A (re)load of the configuration ended; a failed one keeps the time of the last success.
    void set_config_loaded(bool success, base::Instant now);
    void set_targets(std::size_t configured);
    /// `sink`: its name (event_sink.h). The first call sets its failures to 0.
    void set_events_undelivered(std::string_view sink, std::size_t count);
    void count_event_delivery_failure(std::string_view sink);
    void set_checks_running(std::size_t running);
    void set_checks_overdue(std::string_view check, std::size_t overdue);
    /// Call before the first `text`. Each page contains the size of this database.
    void set_state_file(std::filesystem::path database);
    /// Call before the first `text`. `count` is called for each page.
    void set_moved_aside(std::function<std::size_t()> count);

    /// This part of the page. Reads the process_* (from /proc/self) and the state's size.
    std::string text() const;

private:
    struct Families;
    std::unique_ptr<Families> families_;
};

}  // namespace mailwatchd::publish
