// Lines of an answer that are for mailwatchctl itself and not for its output: progress, and the
// exit status. They begin with the record separator, which nothing else that we write holds (the
// escaper).
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace mailwatchd::control {

inline constexpr char note_mark = '\x1e';

/// "progress …", "problem …" or "status N" as a line of an answer.
inline std::string note(std::string_view what) {
    return std::string{note_mark}.append(what).append("\n");
}

/// Parts an answer's bytes, however they are cut, into output and notes.
class NoteFilter {
public:
    using Take = std::function<void(std::string_view)>;
    /// `note` is given what stands behind the mark, without the line feed.
    NoteFilter(Take output, Take note) : output_{std::move(output)}, note_{std::move(note)} {}

    void add(std::string_view bytes) {
        while (!bytes.empty()) {
            const auto end = bytes.find('\n');
            const auto line = bytes.substr(0, end == std::string_view::npos ? end : end + 1);
            bytes.remove_prefix(line.size());
            add_part(line);
        }
    }

private:
    /// Up to and with the line's end, or the beginning of a line.
    void add_part(std::string_view part) {
        if (begins_line_) is_note_ = part.front() == note_mark;
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
    std::string held_;  ///< Of a note whose end has not come.
    bool begins_line_ = true;
    bool is_note_ = false;
};

}  // namespace mailwatchd::control
