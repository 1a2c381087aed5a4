#include "proto/imap/response.h"

#include "proto/words.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <utility>

namespace mailwatchd::imap {

namespace {

constexpr std::size_t tag_bytes_max = 16;  // Ours are shorter.

Condition condition_of(std::string_view word) {
    constexpr std::array<std::pair<std::string_view, Condition>, 5> names{{
        {"OK", Condition::ok},
        {"NO", Condition::no},
        {"BAD", Condition::bad},
        {"PREAUTH", Condition::preauth},
        {"BYE", Condition::bye},
    }};
    const auto* const found = std::ranges::find_if(
        names, [&](const auto& entry) { return proto::equal_ignoring_case(word, entry.first); });
    return found == names.end() ? Condition::none : found->second;
}

bool is_tag(std::string_view word) {
    return !word.empty() && word.size() <= tag_bytes_max && std::ranges::all_of(word, [](char c) {
        return proto::is_letter(c) || proto::is_digit(c);
    });
}

void add(model::Capabilities& capabilities, std::string_view word) {
    constexpr std::string_view auth = "AUTH=";
    if (capabilities.lines.size() == proto::capability_lines_max) return;
    capabilities.lines.emplace_back(word);
    if (proto::equal_ignoring_case(word, "STARTTLS")) capabilities.starttls = true;
    if (proto::equal_ignoring_case(word, "LOGINDISABLED")) capabilities.login_disabled = true;
    if (proto::starts_ignoring_case(word, auth))
        proto::add_mechanisms(capabilities.mechanisms, word.substr(auth.size()));
}

}  // namespace

Response parse_response(std::string_view line) {
    Response response;
    response.text = line;
    const auto first = line.substr(0, line.find(' '));
    if (first == "+") {
        response.kind = Response::Kind::continuation;
        return response;
    }
    if (first.size() == line.size() || !(first == "*" || is_tag(first))) return response;

    response.text.remove_prefix(first.size() + 1);
    auto rest = response.text;
    response.condition = condition_of(proto::take_word(rest));
    if (response.condition != Condition::none)
        response.text = rest.substr(std::min<std::size_t>(1, rest.size()));
    if (first == "*") {
        response.kind = Response::Kind::untagged;
        if (response.condition == Condition::none) response.literal = announced_literal(line);
    } else if (response.condition != Condition::none) {
        response.kind = Response::Kind::tagged;
        response.tag = first;
    }
    return response;
}

std::optional<std::size_t> announced_literal(std::string_view line) {
    if (!line.ends_with('}')) return std::nullopt;
    const auto open = line.rfind('{');
    if (open == std::string_view::npos) return std::nullopt;
    auto digits = line.substr(open + 1, line.size() - open - 2);
    if (digits.ends_with('+')) digits.remove_suffix(1);
    std::size_t bytes = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), bytes);
    if (digits.empty() || end != digits.data() + digits.size()) return std::nullopt;
    return error == std::errc{} ? bytes : std::numeric_limits<std::size_t>::max();
}

bool may_be_greeting(std::string_view beginning) {
    const auto word_at = std::min<std::size_t>(2, beginning.size());
    if (beginning.substr(0, word_at) != std::string_view{"* "}.substr(0, word_at)) return false;
    const auto word = beginning.substr(word_at, beginning.find_first_of(" \r", word_at) - word_at);
    return std::ranges::any_of(std::array<std::string_view, 3>{"OK", "PREAUTH", "BYE"},
                               [&](auto name) { return proto::starts_ignoring_case(name, word); });
}

std::optional<model::Capabilities> parse_capabilities(std::string_view text) {
    if (text.starts_with('[')) text = text.substr(1, text.find(']') - 1);
    if (!proto::equal_ignoring_case(proto::take_word(text), "CAPABILITY")) return std::nullopt;
    model::Capabilities capabilities;
    capabilities.known = true;
    for (auto word = proto::take_word(text); !word.empty(); word = proto::take_word(text))
        add(capabilities, word);
    return capabilities;
}

}  // namespace mailwatchd::imap
