#include "publish/metrics/process.h"

#include <charconv>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <unistd.h>
#include <vector>

namespace mailwatchd::publish {

namespace {

// Positions in /proc/PID/stat after the ")" of the command, which may contain blanks. proc(5)
// counts from 1 and has two fields before it.
constexpr std::size_t utime = 14 - 3, stime = 15 - 3, num_threads = 20 - 3, vsize = 23 - 3,
                      rss = 24 - 3;

void read_stat(const std::filesystem::path& file, ProcessFacts& facts) {
    std::ifstream in{file};
    std::string text{std::istreambuf_iterator<char>{in}, {}};
    const auto close = text.rfind(')');
    if (close == std::string::npos) return;
    std::istringstream rest{text.substr(close + 1)};
    const std::vector<std::string> fields{std::istream_iterator<std::string>{rest}, {}};
    if (fields.size() <= rss) return;
    const auto number = [&](std::size_t i) { return std::strtoll(fields[i].c_str(), nullptr, 10); };
    facts.cpu_seconds = static_cast<double>(number(utime) + number(stime)) /
                        static_cast<double>(::sysconf(_SC_CLK_TCK));
    facts.threads = number(num_threads);
    facts.virtual_bytes = number(vsize);
    facts.resident_bytes = number(rss) * ::sysconf(_SC_PAGESIZE);
}

/// The soft limit in a line such as "Max open files   1024   4096   files".
std::optional<std::int64_t> soft_limit(const std::string& line, std::string_view name) {
    if (!line.starts_with(name)) return std::nullopt;
    std::istringstream rest{line.substr(name.size())};
    std::string soft;
    rest >> soft;
    if (soft == "unlimited") return -1;
    std::int64_t limit = 0;
    const auto [end, error] = std::from_chars(soft.data(), soft.data() + soft.size(), limit);
    if (error != std::errc{}) return std::nullopt;
    return limit;
}

void read_limits(const std::filesystem::path& file, ProcessFacts& facts) {
    std::ifstream in{file};
    for (std::string line; std::getline(in, line);) {
        if (const auto fds = soft_limit(line, "Max open files")) facts.max_fds = fds;
        if (const auto bytes = soft_limit(line, "Max address space"))
            facts.virtual_bytes_max = bytes;
    }
}

}  // namespace

ProcessFacts read_process(const std::filesystem::path& proc) {
    ProcessFacts facts;
    read_stat(proc / "stat", facts);
    read_limits(proc / "limits", facts);
    std::error_code error;
    const std::filesystem::directory_iterator fds{proc / "fd", error};
    if (!error) facts.open_fds = std::distance(begin(fds), end(fds));
    return facts;
}

}  // namespace mailwatchd::publish
