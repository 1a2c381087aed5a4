#include "config/section.h"

#include "base/duration.h"
#include "base/escape.h"
#include "config/document.h"
#include "config/nearest.h"

#include <algorithm>
#include <array>
#include <climits>
#include <optional>

namespace mailwatchd::config {

namespace {

constexpr std::size_t durations_max = 10;

/// Top-level keys. Below a [table] they would belong to that table, which is an easy mistake.
constexpr std::array<std::string_view, 2> top_keys{"targets", "targets_files"};

/// Keys of version 0.1 that have a new name.
struct Renamed {
    std::string_view was, is;
};
constexpr std::array renamed{Renamed{"zone", "dnsbl"}};

std::optional<std::string_view> new_name(std::string_view key) {
    const auto found = std::ranges::find(renamed, key, &Renamed::was);
    return found == renamed.end() ? std::nullopt : std::optional{found->is};
}

std::string range(const std::string& min, const std::string& max) {
    return "from " + min + " to " + max;
}

/// "a, b or c".
std::string alternatives(const std::vector<std::string_view>& words) {
    std::string text;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (i > 0) text += i + 1 == words.size() ? " or " : ", ";
        text.append("\"").append(words[i]).append("\"");
    }
    return text;
}

/// Without trailing zeros: "0.5".
std::string decimal(double value) {
    auto text = std::to_string(value);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.ends_with('.')) text.pop_back();
    return text;
}

}  // namespace

std::string Problem::text() const {
    auto text = base::escape(at.file, PATH_MAX);
    if (at.line > 0) text.append(":").append(std::to_string(at.line));
    if (at.line > 0) text.append(":").append(std::to_string(at.column));
    if (!text.empty()) text += ": ";
    if (!key.empty()) text.append(key).append(": ");
    return base::printable(text.append(what)).text();
}

Section::Section(const Node* node, std::string path, Problems& problems)
    : node_{node}, path_{std::move(path)}, problems_{&problems} {}

bool Section::flag(std::string_view key, bool fallback) {
    const auto* const value = find(key);
    if (value == nullptr) return fallback;
    if (const auto* const flag = std::get_if<bool>(&value->value)) return *flag;
    unwanted(*value, key, "true or false");
    return fallback;
}

std::int64_t Section::integer(std::string_view key, std::int64_t fallback, std::int64_t min,
                              std::int64_t max) {
    const auto* const value = find(key);
    if (value == nullptr) return fallback;
    const auto* const integer = std::get_if<std::int64_t>(&value->value);
    if (integer != nullptr && *integer >= min && *integer <= max) return *integer;
    unwanted(*value, key, "a whole number " + range(std::to_string(min), std::to_string(max)));
    return fallback;
}

double Section::number(std::string_view key, double fallback, double min, double max) {
    const auto* const value = find(key);
    if (value == nullptr) return fallback;
    if (const auto* const number = std::get_if<double>(&value->value))
        if (*number >= min && *number <= max) return *number;  // NaN fails both comparisons.
    if (const auto* const whole = std::get_if<std::int64_t>(&value->value)) {
        const auto number = static_cast<double>(*whole);
        if (number >= min && number <= max) return number;
    }
    unwanted(*value, key, "a number " + range(decimal(min), decimal(max)));
    return fallback;
}

std::string Section::text(std::string_view key, std::string_view fallback) {
    auto found = text(key);
    return found ? std::move(found->value) : std::string{fallback};
}

std::optional<Located<std::string>> Section::text(std::string_view key) {
    const auto* const value = find(key);
    if (value == nullptr) return std::nullopt;
    if (const auto* const text = std::get_if<std::string>(&value->value))
        return Located<std::string>{*text, value->place()};
    unwanted(*value, key, "a string in quotes");
    return std::nullopt;
}

std::string Section::choice(std::string_view key, std::string_view fallback,
                            const std::vector<std::string_view>& allowed) {
    const auto* const value = find(key);
    if (value == nullptr) return std::string{fallback};
    const auto* const text = std::get_if<std::string>(&value->value);
    if (text != nullptr && std::ranges::find(allowed, *text) != allowed.end()) return *text;
    unwanted(*value, key, alternatives(allowed));
    return std::string{fallback};
}

std::optional<base::Duration> Section::as_duration(const Node& value, std::string_view key,
                                                   base::Duration min, base::Duration max) {
    if (const auto* const text = std::get_if<std::string>(&value.value)) {
        const auto duration = base::parse_duration(*text);
        if (duration && *duration >= min && *duration <= max) return *duration;
    }
    unwanted(value, key,
             "a duration such as \"12d23h\" or \"90s\" " +
                 range(base::to_text(min), base::to_text(max)));
    return std::nullopt;
}

base::Duration Section::duration(std::string_view key, base::Duration fallback, base::Duration min,
                                 base::Duration max) {
    return duration(key, min, max).value_or(fallback);
}

std::optional<base::Duration> Section::duration(std::string_view key, base::Duration min,
                                                base::Duration max) {
    const auto* const value = find(key);
    return value == nullptr ? std::nullopt : as_duration(*value, key, min, max);
}

std::vector<Located<std::string>> Section::texts(std::string_view key) {
    return read_texts(key, false);
}

std::vector<Located<std::string>> Section::text_or_texts(std::string_view key) {
    return read_texts(key, true);
}

std::vector<Located<std::string>> Section::read_texts(std::string_view key, bool one_will_do) {
    const auto* const value = find(key);
    if (value == nullptr) return {};
    if (value->kind != Node::Kind::array && !(one_will_do && value->kind == Node::Kind::text)) {
        unwanted(*value, key, one_will_do ? "a string or a list of strings" : "a list of strings");
        return {};
    }
    std::vector<Located<std::string>> texts;
    const auto take = [&](const Node& item) {
        if (const auto* const text = std::get_if<std::string>(&item.value))
            texts.push_back({*text, item.place()});
        else
            unwanted(item, key, "a string in quotes");
    };
    if (value->kind == Node::Kind::text) take(*value);
    for (const auto& item : value->items) take(item);
    return texts;
}

std::vector<base::Duration> Section::durations(std::string_view key,
                                               const std::vector<base::Duration>& fallback,
                                               base::Duration min, base::Duration max) {
    const auto* const value = find(key);
    if (value == nullptr) return fallback;
    if (value->kind != Node::Kind::array || value->items.empty() ||
        value->items.size() > durations_max) {
        unwanted(*value, key, "a list of 1 to " + std::to_string(durations_max) + " durations");
        return fallback;
    }
    std::vector<base::Duration> durations;
    for (const auto& item : value->items)
        if (const auto duration = as_duration(item, key, min, max)) durations.push_back(*duration);
    return durations.size() == value->items.size() ? durations : fallback;
}

bool Section::has(std::string_view key) const { return peek(key) != nullptr; }

bool Section::is_text(std::string_view key) const {
    const auto* const value = peek(key);
    return value != nullptr && value->kind == Node::Kind::text;
}

Place Section::place() const { return node_ == nullptr ? Place{} : node_->place(); }

Place Section::place(std::string_view key) const {
    const auto* const value = peek(key);
    return value == nullptr ? place() : value->place();
}

Section Section::section(std::string_view key) {
    const auto* value = find(key);
    if (value != nullptr && value->kind != Node::Kind::table) {
        unwanted(*value, key, "a table [" + full_key(key) + "]");
        value = nullptr;
    }
    return {value, full_key(key), *problems_};
}

std::vector<Section> Section::sections(std::string_view key) {
    const auto* const value = find(key);
    if (value == nullptr) return {};
    if (value->kind != Node::Kind::array) {
        unwanted(*value, key, "[[" + full_key(key) + "]] tables");
        return {};
    }
    std::vector<Section> sections;
    for (const auto& item : value->items) {
        if (item.kind == Node::Kind::table)
            sections.emplace_back(&item, full_key(key), *problems_);
        else
            unwanted(item, key, "a table");
    }
    return sections;
}

std::vector<std::string> Section::keys() const {
    std::vector<std::string> keys;
    if (node_ != nullptr)
        for (const auto& member : node_->members) keys.push_back(member.key);
    return keys;
}

void Section::problem(std::string_view key, std::string what) {
    problem(place(key), key, std::move(what));
}

void Section::problem(Place at, std::string_view key, std::string what) {
    problems_->push_back({std::move(at), full_key(key), std::move(what)});
}

std::string Section::full_key(std::string_view key) const {
    if (path_.empty() || key.empty()) return path_ + std::string{key};
    return std::string{path_}.append(".").append(key);
}

void Section::finish(std::string_view thing) {
    if (node_ == nullptr) return;
    const std::vector<std::string_view> known{known_.begin(), known_.end()};
    for (const auto& member : node_->members) {
        if (std::ranges::find(known, member.key) != known.end()) continue;
        auto what = std::string{"unknown "}.append(thing);
        if (const auto now = new_name(full_key(member.key)))
            what = "was renamed to \"" + std::string{*now} + "\" in version 0.2";
        else if (!path_.empty() && std::ranges::find(top_keys, member.key) != top_keys.end())
            what += " here; move it above the first [table] of the file";
        else if (const auto meant = nearest(member.key, known))
            what.append("; did you mean \"").append(*meant).append("\"?");
        problem({*node_->file, member.line, member.column}, base::escape(member.key, 60),
                std::move(what));
    }
}

const Node* Section::peek(std::string_view key) const {
    return node_ == nullptr ? nullptr : node_->find(key);
}

const Node* Section::find(std::string_view key) {
    if (std::ranges::find(known_, key) == known_.end()) known_.emplace_back(key);
    return peek(key);
}

void Section::unwanted(const Node& value, std::string_view key, std::string_view want) {
    problem(value.place(), key, "found " + value.words() + ", expected " + std::string{want});
}

}  // namespace mailwatchd::config
