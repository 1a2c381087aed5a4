// Compares a whole output with a file that a person has read. MAILWATCHD_GOLDEN=write rewrites the
// files: read the difference before you commit it.
#pragma once

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <unistd.h>

namespace mailwatchd::publish {

inline std::string read_file(const std::string& path) {
    std::ifstream in{path};
    return {std::istreambuf_iterator<char>{in}, {}};
}

inline void expect_golden(const std::string& name, const std::string& seen) {
    const auto path = std::string{MAILWATCHD_TEST_DATA} + "/publish/" + name;
    if (const char* how = std::getenv("MAILWATCHD_GOLDEN");
        how != nullptr && std::string{how} == "write")
        std::ofstream{path} << seen;
    EXPECT_EQ(seen, read_file(path)) << path;
}

/// promtool's complaints about a page; "" if there are none. Requires promtool (has_promtool).
inline std::string promtool(const std::string& page) {
    const auto file = testing::TempDir() + "mailwatchd_page_" + std::to_string(::getpid());
    std::ofstream{file} << page;
    const auto command = "promtool check metrics <" + file + " 2>&1; printf 'exit %d' $?";
    std::string said;
    if (FILE* pipe = ::popen(command.c_str(), "r");
        pipe != nullptr) {  // NOLINT: our own words only
        char chunk[4096];
        while (const auto size = std::fread(chunk, 1, sizeof chunk, pipe)) said.append(chunk, size);
        ::pclose(pipe);
    }
    std::remove(file.c_str());
    return said == "exit 0" ? "" : said;
}

inline bool has_promtool() {
    return std::system("promtool --version >/dev/null 2>&1") == 0;
}  // NOLINT

}  // namespace mailwatchd::publish
