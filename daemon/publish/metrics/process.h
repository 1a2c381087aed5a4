// Facts about our own process for the process_* metrics, only from /proc/self: the unit hides the
// rest of /proc (ProcSubset=pid), so the caller supplies the start time.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

namespace mailwatchd::publish {

/// Empty fields could not be read and are absent from the page.
struct ProcessFacts {
    std::optional<double> cpu_seconds;
    std::optional<std::int64_t> virtual_bytes;
    std::optional<std::int64_t> resident_bytes;
    std::optional<std::int64_t> threads;
    std::optional<std::int64_t> open_fds;
    std::optional<std::int64_t> max_fds;
    std::optional<std::int64_t> virtual_bytes_max;  ///< -1: no limit.
};

ProcessFacts read_process(const std::filesystem::path& proc = "/proc/self");

}  // namespace mailwatchd::publish
