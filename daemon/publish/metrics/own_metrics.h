// What the daemon counts of itself. A few hundred series of bounded labels: these live in
// prometheus-cpp's registry, so that the loop and the workers may count at any time.
#pragma once

#include "base/time.h"
#include "model/transition.h"
#include "model/verdict.h"

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace mailwatchd::publish {

struct Build {
    std::string version;   ///< "0.1.0"
    std::string revision;  ///< Of the source; "" where unknown.
    std::string openssl;   ///< Of the library that runs: "3.0.22".
};

/// Thread-safe. Whatever it is told stays exported; what it was never told is absent, except that
/// counters with a closed set of labels start at 0.
class OwnMetrics {
public:
    /// `checks`: the names of all checks.
    OwnMetrics(const Build& build, base::Instant started, std::span<const std::string_view> checks);
    ~OwnMetrics();
    OwnMetrics(const OwnMetrics&) = delete;
    OwnMetrics& operator=(const OwnMetrics&) = delete;

    void count_check(std::string_view check, model::Verdict outcome);
    /// `took`: from the beginning of the audit that the verdict was reached in.
    void time_check(std::string_view check, base::Duration took);
    void count_change(model::TransitionKind kind);
    /// "NOERROR", "NXDOMAIN", …, "timeout".
    void count_dns_query(std::string_view rcode, base::Duration took);
    void count_http_request(unsigned status);
    void count_state_write_error();

    /// A (re)load of the configuration ended; a failed one keeps the time of the last success.
    void set_config_loaded(bool success, base::Instant now);
    void set_targets(std::size_t configured);
    /// `sink`: its name (event_sink.h). Its failures start at 0 with the first call.
    void set_events_undelivered(std::string_view sink, std::size_t count);
    void count_event_delivery_failure(std::string_view sink);
    void set_checks_running(std::size_t running);
    void set_checks_overdue(std::string_view check, std::size_t overdue);
    /// Before the first `text`: the database whose size each page tells.
    void set_state_file(std::filesystem::path database);

    /// The page's part; the process_* (from /proc/self) and the state's size are read now.
    std::string text() const;

private:
    struct Families;
    std::unique_ptr<Families> families_;
};

}  // namespace mailwatchd::publish
