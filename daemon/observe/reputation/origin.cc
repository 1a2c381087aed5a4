#include "observe/reputation/origin.h"

#include <algorithm>
#include <cctype>
#include <charconv>

namespace mailwatchd::observe {

namespace {

std::string_view trimmed(std::string_view text) {
    while (text.starts_with(' ')) text.remove_prefix(1);
    while (text.ends_with(' ')) text.remove_suffix(1);
    return text;
}

std::vector<std::string_view> split(std::string_view text, char by) {
    std::vector<std::string_view> parts;
    while (true) {
        const auto end = text.find(by);
        parts.push_back(trimmed(text.substr(0, end)));
        if (end == std::string_view::npos) return parts;
        text.remove_prefix(end + 1);
    }
}

template <class Number>
std::optional<Number> number(std::string_view text) {
    Number value{};
    const auto* const end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, value);
    return error == std::errc{} && rest == end ? std::optional{value} : std::nullopt;
}

bool is_country(std::string_view text) {
    return text.size() == 2 &&
           std::ranges::all_of(text, [](unsigned char c) { return std::isupper(c) != 0; });
}

/// A registry's name: "ripencc".
bool is_word(std::string_view text) {
    constexpr std::size_t word_bytes_max = 20;
    return text.size() <= word_bytes_max &&
           std::ranges::all_of(text, [](unsigned char c) { return std::isalnum(c) != 0; });
}

unsigned length_of(std::string_view prefix) {
    return number<unsigned>(prefix.substr(std::min(prefix.size(), prefix.find('/') + 1)))
        .value_or(0);
}

void add_numbers(model::Origin& origin, std::string_view list) {
    for (const auto each : split(list, ' '))
        if (const auto as = number<std::uint32_t>(each);
            as && origin.as_numbers.size() < origins_max)
            origin.as_numbers.push_back(*as);
    std::ranges::sort(origin.as_numbers);
    auto& numbers = origin.as_numbers;
    numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
}

}  // namespace

std::string origin_front(const model::Address& address) {
    return address.reversed() + (address.is_v4() ? ".origin" : ".origin6");
}

std::string as_front(std::uint32_t number) { return "AS" + std::to_string(number); }

std::optional<model::Origin> parse_origin(const std::vector<std::string>& texts) {
    std::optional<model::Origin> best;
    for (const auto& text : texts) {
        const auto parts = split(text, '|');
        if (parts.size() < 4 || !model::Prefix::parse(parts[1])) continue;
        const bool is_longer = !best || length_of(parts[1]) > length_of(best->prefix);
        if (is_longer) {
            best.emplace();
            best->prefix = parts[1];
            if (is_country(parts[2])) best->country = parts[2];
            if (is_word(parts[3])) best->registry = parts[3];
        }
        if (best->prefix == parts[1]) add_numbers(*best, parts[0]);
    }
    return best;
}

std::string parse_as_name(std::string_view text) {
    const auto parts = split(text, '|');
    if (parts.size() < 5) return {};
    auto name = parts[4];
    const auto comma = name.rfind(',');
    if (comma != std::string_view::npos && is_country(trimmed(name.substr(comma + 1))))
        name = trimmed(name.substr(0, comma));
    return std::string{name.substr(0, as_name_bytes_max)};
}

}  // namespace mailwatchd::observe
