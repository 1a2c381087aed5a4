// One SMTP reply (RFC 5321 §4.2), assembled line by line. The LineReader enforces its limits.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace mailwatchd::smtp {

// RFC 5321 §4.2.2.
inline constexpr int service_ready = 220;  ///< Also the go-ahead of STARTTLS, RFC 3207 §4.
inline constexpr int completed = 250;      ///< The only success code of EHLO and HELO.
inline constexpr int service_closing = 421;
inline constexpr int syntax_error = 500;  ///< Answer to EHLO of servers older than RFC 1869.
inline constexpr int not_implemented = 502;

/// RFC 5321 §4.2.1 wants one code on all lines. If they differ, the last one counts, and only the
/// lines that bear it are kept.
struct Reply {
    int code = 0;
    std::vector<std::string> lines;  ///< Texts behind the code, raw; never empty once complete.
};

class ReplyParser {
public:
    enum class Status : std::uint8_t { need_more, complete, malformed };

    /// `line` has no line end. After `malformed` the reply is over.
    Status add(std::string_view line);

    /// Returns the reply and starts the next. Requires that `add` returned `complete`.
    Reply take();

private:
    Reply reply_;
};

/// Whether a reply's line can begin like this. For bytes without a line end so far.
bool may_be_reply(std::string_view beginning);

}  // namespace mailwatchd::smtp
