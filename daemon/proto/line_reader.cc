#include "proto/line_reader.h"

#include <algorithm>

namespace mailwatchd::proto {

bool LineReader::feed(std::string_view bytes) {
    if (bytes.size() > unread_bytes_max - unread_.size()) return false;
    unread_ += bytes;
    return true;
}

LineReader::Line LineReader::pop() {
    const auto skipped = std::min(to_skip_, unread_.size());
    unread_.erase(0, skipped);
    to_skip_ -= skipped;
    if (to_skip_ > 0) return {};

    const auto end = unread_.find('\n');
    if (std::min(end, unread_.size()) > line_bytes_max) return {Status::over_limit, {}};
    if (end == std::string::npos) return {};
    if (!count(end + 1)) return {Status::over_limit, {}};
    Line line{Status::line, unread_.substr(0, end + 1)};
    unread_.erase(0, end + 1);
    return line;
}

void LineReader::skip(std::size_t bytes) {
    to_skip_ = bytes;
    reply_bytes_ += bytes;
}

void LineReader::begin_reply() { reply_bytes_ = reply_lines_ = 0; }

bool LineReader::count(std::size_t bytes) {
    reply_bytes_ += bytes;
    ++reply_lines_;
    return reply_bytes_ <= reply_bytes_max && reply_lines_ <= reply_lines_max;
}

std::string_view without_line_end(std::string_view raw) {
    if (raw.ends_with('\n')) raw.remove_suffix(1);
    if (raw.ends_with('\r')) raw.remove_suffix(1);
    return raw;
}

}  // namespace mailwatchd::proto
