// Notes: lines of an answer that are for mailwatchctl itself, not for its output: progress,
// problems and the exit status. They begin with the record separator, which the escaper removes
// from all other output.
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace mailwatchd::control {

inline constexpr char control_line_mark = '\x1e';

/// A note: "progress …", "problem …" or "status N".
inline std::string control_line(std::string_view what) {
    return std::string{control_line_mark}.append(what).append("\n");
}

/// Separates the bytes of an answer, in pieces of any size, into output and notes.
class ControlLineFilter {
public:
    using Take = std::function<void(std::string_view)>;
    /// `note` gets the text after the mark, without the line feed.
    ControlLineFilter(Take output, Take note)
        : output_{std::move(output)}, note_{std::move(note)} {}

    void add(std::string_view bytes) {
        while (!bytes.empty()) {
            const auto end = bytes.find('\n');
            const auto line = bytes.substr(0, end == std::string_view::npos ? end : end + 1);
            bytes.remove_prefix(line.size());
            add_part(line);
        }
    }

private:
    /// Takes a line with its line feed, or a part of a line.
    void add_part(std::string_view part) {
        if (begins_line_) is_note_ = part.front() == control_line_mark;
        begins_line_ = part.ends_with('\n');
        if (!is_note_) {
            output_(part);
            return;
        }
        held_ += part;
        if (!begins_line_) return;
        note_(std::string_view{held_}.substr(1, held_.size() - 2));
        held_.clear();
    }

    Take output_;
    Take note_;
    std::string held_;  ///< Beginning of an incomplete note.
    bool begins_line_ = true;
    bool is_note_ = false;
};

}  // namespace mailwatchd::control
