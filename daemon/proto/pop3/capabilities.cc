#include "proto/pop3/capabilities.h"

#include "proto/words.h"

#include <algorithm>

namespace mailwatchd::pop3 {

namespace {

constexpr std::string_view ok = "+OK";
constexpr std::string_view err = "-ERR";

bool is_word(std::string_view line, std::string_view word) {
    return line.starts_with(word) && (line.size() == word.size() || line[word.size()] == ' ');
}

bool may_be(std::string_view beginning, std::string_view word) {
    if (beginning.size() <= word.size()) return word.starts_with(beginning);
    return is_word(beginning, word) || beginning.substr(word.size()) == "\r";
}

void read(model::Capabilities& capabilities, std::string_view line) {
    const auto keyword = proto::take_word(line);
    if (proto::equal_ignoring_case(keyword, "STLS")) {
        capabilities.starttls = true;
    } else if (proto::equal_ignoring_case(keyword, "USER")) {
        capabilities.user_command = true;
    } else if (proto::equal_ignoring_case(keyword, "SASL")) {
        proto::add_mechanisms(capabilities.mechanisms, line);
    }
}

}  // namespace

Status status_of(std::string_view line) {
    if (is_word(line, ok)) return Status::ok;
    return is_word(line, err) ? Status::err : Status::none;
}

bool may_be_status(std::string_view beginning) {
    return may_be(beginning, ok) || may_be(beginning, err);
}

bool names_itself(std::string_view greeting) {
    return status_of(greeting) != Status::none &&
           (proto::contains_ignoring_case(greeting, "POP3") || greeting.starts_with("+OK Dovecot"));
}

bool has_apop_stamp(std::string_view greeting) {
    const auto begin = greeting.find('<');
    if (begin == std::string_view::npos) return false;
    const auto stamp = greeting.substr(begin, greeting.find('>', begin) - begin);
    const bool closed = begin + stamp.size() < greeting.size();
    return closed && stamp.find(' ') == std::string_view::npos && stamp.size() > 3 &&
           stamp.find('@', 2) < stamp.size() - 1;
}

model::Capabilities parse_capabilities(std::span<const std::string> lines) {
    model::Capabilities capabilities;
    capabilities.known = true;
    for (const auto& line : lines) {
        if (capabilities.lines.size() == proto::capability_lines_max) break;
        capabilities.lines.push_back(line);
        read(capabilities, line);
    }
    return capabilities;
}

}  // namespace mailwatchd::pop3
