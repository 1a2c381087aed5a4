// Arbitrary bytes as an answer on the control socket: output and notes are the same however the
// bytes are split, and nothing is lost.
#include "control/control_lines.h"

#include "fuzz/require.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

using namespace mailwatchd;
using test::require;

namespace {

struct Filtered {
    std::string output;
    std::vector<std::string> notes;
    bool operator==(const Filtered&) const = default;
};

Filtered filtered(std::string_view bytes, std::size_t piece) {
    Filtered all;
    control::ControlLineFilter filter{[&](std::string_view output) { all.output += output; },
                                      [&](std::string_view note) { all.notes.emplace_back(note); }};
    for (; !bytes.empty(); bytes.remove_prefix(std::min(piece, bytes.size())))
        filter.add(bytes.substr(0, piece));
    return all;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes{reinterpret_cast<const char*>(data), size};
    const auto whole = filtered(bytes, size + 1);
    for (const std::size_t piece : {std::size_t{1}, std::size_t{3}})
        require(filtered(bytes, piece) == whole);
    auto left = size;
    for (const auto& note : whole.notes) {
        require(note.find('\n') == std::string::npos);
        require(filtered(control::control_line(note), 1) == Filtered{"", {note}});
        left -= note.size() + 2;
    }
    require(whole.output.size() <= left);
    // Only an unfinished note at the end is held back.
    const auto last = bytes.substr(bytes.rfind('\n') + 1);
    const bool is_held = !last.empty() && last.front() == control::control_line_mark;
    require(whole.output.size() == left - (is_held ? last.size() : 0));
    return 0;
}
