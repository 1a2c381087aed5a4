// Arbitrary bytes as a file of targets, one per line: every target is parsed and there once, and
// every problem has a place and is printable (failures C1, A5, F3).
#include "config/targets.h"
#include "fuzz/require.h"

#include <cstddef>
#include <cstdint>
#include <set>

using namespace mailwatchd;
using test::require;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    config::Problems problems, warnings;
    config::TargetList list{std::chrono::hours{24}, {}, problems, warnings};
    list.add_lines(text, "fuzz.txt");
    const auto lines = 1 + static_cast<int>(std::ranges::count(text, '\n'));
    for (const auto* some : {&problems, &warnings})
        for (const auto& problem : *some)
            require(problem.at.line > 0 && problem.at.line <= lines && problem.at.column > 0 &&
                    test::is_printable(problem.text()));
    std::set<model::TargetName> names;
    for (const auto& target : list.take_targets()) {
        require(target.name.name == model::TargetName::parse(target.name.name)->name);
        require(names.insert(target.name).second && target.at.line <= lines);
    }
    require(list.take_checks().empty());
    return 0;
}
