// Splits a peer's bytes into lines and enforces the limits of mail protocols' answers (failure P1,
// P3). The result depends only on the bytes, not on how the network splits them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace mailwatchd::proto {

/// Longest line, without its LF. RFC 5321 §4.5.3.1.5 and RFC 1939 §3 allow 512; RFC 9051 §4 says
/// 8192, for servers only. The longest valid one seen is a CAPABILITY of about 900 bytes.
inline constexpr std::size_t line_bytes_max = 2048;
/// Maximum lines of one reply: a greeting, or everything that answers one command.
inline constexpr std::size_t reply_lines_max = 128;
/// Maximum bytes of one reply, including line ends and literals.
inline constexpr std::size_t reply_bytes_max = std::size_t{32} * 1024;
/// Maximum bytes that are not processed yet.
inline constexpr std::size_t unread_bytes_max = std::size_t{8} * 1024;
/// Maximum bytes per read, so that they always fit behind the longest unfinished line.
inline constexpr std::size_t read_bytes_max = unread_bytes_max - line_bytes_max;

class LineReader {
public:
    enum class Status : std::uint8_t { line, need_more, over_limit };
    struct Line {
        Status status = Status::need_more;
        std::string raw;  ///< With its LF, and CR if there was one.
    };

    /// False if the bytes do not fit; then nothing is stored.
    bool feed(std::string_view bytes);
    /// The next complete line.
    Line pop();
    /// Skips the next `bytes`, which count towards the reply (an IMAP literal).
    void skip(std::size_t bytes);
    /// A new reply begins: restarts the limits.
    void begin_reply();
    /// Bytes fed but not popped.
    std::string_view unread() const { return unread_; }
    void drop_unread() { unread_.clear(); }

private:
    bool count(std::size_t bytes);

    std::string unread_;
    std::size_t to_skip_ = 0;
    std::size_t reply_bytes_ = 0;
    std::size_t reply_lines_ = 0;
};

/// The line without its LF and a preceding CR. A bare LF ends a line too (failure P5).
std::string_view without_line_end(std::string_view raw);

}  // namespace mailwatchd::proto
