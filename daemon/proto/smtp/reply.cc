#include "proto/smtp/reply.h"

#include "proto/words.h"

#include <algorithm>
#include <utility>

namespace mailwatchd::smtp {

namespace {

constexpr std::size_t code_digits = 3;

/// Reply-code = %x32-35 %x30-35 %x30-39 (RFC 5321 §4.2), then the line's end, a space or a hyphen.
/// `at` must be within the line.
bool fits(std::string_view line, std::size_t at) {
    switch (at) {
        case 0: return line[at] >= '2' && line[at] <= '5';
        case 1: return line[at] >= '0' && line[at] <= '5';
        case 2: return proto::is_digit(line[at]);
        default: return line[at] == ' ' || line[at] == '-';
    }
}

int code_of(std::string_view line) {
    int code = 0;
    for (const char digit : line.substr(0, code_digits)) code = code * 10 + (digit - '0');
    return code;
}

}  // namespace

ReplyParser::Status ReplyParser::add(std::string_view line) {
    if (line.size() < code_digits || !may_be_reply(line)) return Status::malformed;
    const auto code = code_of(line);
    // postscreen begins its greeting with 220 and may end it with 521: the server decided
    // meanwhile.
    if (code != reply_.code) reply_.lines.clear();
    reply_.code = code;
    reply_.lines.emplace_back(line.substr(std::min(code_digits + 1, line.size())));
    const bool more = line.size() > code_digits && line[code_digits] == '-';
    return more ? Status::need_more : Status::complete;
}

Reply ReplyParser::take() { return std::exchange(reply_, {}); }

bool may_be_reply(std::string_view beginning) {
    const auto checked = std::min(beginning.size(), code_digits + 1);
    for (std::size_t at = 0; at < checked; ++at) {
        const bool bare_cr = at == code_digits && beginning.substr(at) == "\r";  // "220" CR LF.
        if (!bare_cr && !fits(beginning, at)) return false;
    }
    return true;
}

}  // namespace mailwatchd::smtp
