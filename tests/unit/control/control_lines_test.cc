#include "control/control_lines.h"

#include <gtest/gtest.h>

#include <vector>

namespace mailwatchd::control {
namespace {

struct Parted {
    std::string output;
    std::vector<std::string> notes;
};

/// Passes `bytes` in pieces of `step` bytes.
Parted parted(std::string_view bytes, std::size_t step) {
    Parted found;
    ControlLineFilter filter{[&](std::string_view part) { found.output += part; },
                             [&](std::string_view what) { found.notes.emplace_back(what); }};
    for (; !bytes.empty(); bytes.remove_prefix(std::min(step, bytes.size())))
        filter.add(bytes.substr(0, step));
    return found;
}

TEST(ControlLines, are_parted_from_the_output_however_it_is_cut) {
    const auto bytes = control_line("progress a.example: 1 of 2 observations") + "first line\n" +
                       control_line("status 1") + control_line("") +
                       "\nsecond \x1e line, not a note\nthe end";
    for (std::size_t step = 1; step <= bytes.size(); ++step) {
        const auto found = parted(bytes, step);
        EXPECT_EQ(found.output, "first line\n\nsecond \x1e line, not a note\nthe end") << step;
        EXPECT_EQ(found.notes, (std::vector<std::string>{"progress a.example: 1 of 2 observations",
                                                         "status 1", ""}));
    }
}

}  // namespace
}  // namespace mailwatchd::control
