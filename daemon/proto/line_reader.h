// Cuts what a peer sends into lines, and holds every limit that a mail protocol's answers have
// (failures P1, P3). The result depends on the bytes alone, never on how the network cut them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace mailwatchd::proto {

/// Longest line, without its LF. RFC 5321 §4.5.3.1.5 and RFC 1939 §3 say 512, RFC 9051 §4 says 8192
/// to servers only; the longest honest one seen is a CAPABILITY of about 900 bytes.
inline constexpr std::size_t line_bytes_max = 2048;
/// Lines of one reply: a greeting, or everything that answers one command.
inline constexpr std::size_t reply_lines_max = 128;
/// Bytes of one reply, line ends and literals included.
inline constexpr std::size_t reply_bytes_max = std::size_t{32} * 1024;
/// Bytes that wait to be understood.
inline constexpr std::size_t unread_bytes_max = std::size_t{8} * 1024;
/// Most bytes of one read, so that they always fit behind the longest unfinished line.
inline constexpr std::size_t read_bytes_max = unread_bytes_max - line_bytes_max;

class LineReader {
public:
    enum class Status : std::uint8_t { line, need_more, over_limit };
    struct Line {
        Status status = Status::need_more;
        std::string raw;  ///< With its LF, and CR where there was one.
    };

    /// False where the bytes do not fit; nothing is taken then.
    bool feed(std::string_view bytes);
    /// The next whole line.
    Line pop();
    /// Passes over the next `bytes`, which count for the reply (a literal of IMAP).
    void skip(std::size_t bytes);
    /// What follows answers something new: its limits start again.
    void begin_reply();
    /// Bytes fed and not popped.
    std::string_view unread() const { return unread_; }
    void drop_unread() { unread_.clear(); }

private:
    bool count(std::size_t bytes);

    std::string unread_;
    std::size_t to_skip_ = 0;
    std::size_t reply_bytes_ = 0;
    std::size_t reply_lines_ = 0;
};

/// The line without its LF and the CR in front of it. A bare LF ends a line too (failure P5).
std::string_view without_line_end(std::string_view raw);

}  // namespace mailwatchd::proto
