// Arbitrary bytes through the escaper and through what writes pages, labels and lines: the output
// is printable and within its limit, and different bytes stay different (failures A5, A6, P5).
#include "base/escape.h"
#include "fuzz/require.h"
#include "publish/html/writer.h"
#include "publish/metrics/sample_line.h"

#include <charconv>
#include <cstddef>
#include <cstdint>

using namespace mailwatchd;
using test::require;

namespace {

/// What `escape` made the text of.
std::string unescaped(std::string_view text) {
    std::string raw;
    while (!text.empty()) {
        const bool is_escape = text.starts_with("\\x");
        unsigned byte = static_cast<unsigned char>(text.front());
        if (is_escape) std::from_chars(text.data() + 2, text.data() + 4, byte, 16);
        raw += static_cast<char>(byte);
        text.remove_prefix(is_escape ? 4 : text.starts_with("\\\\") ? 2 : 1);
    }
    return raw;
}

void require_escape(std::string_view raw, std::size_t bytes_max) {
    const auto text = base::escape(raw, bytes_max);
    require(test::is_printable(text) && text.size() <= bytes_max);
    require(base::shown(raw, bytes_max) == text);
    require(base::printable(text) == text);
    const bool is_cut = text.ends_with("...") && unescaped(text) != raw;
    const auto whole = std::string_view{text}.substr(0, text.size() - (is_cut ? 3 : 0));
    require(is_cut ? raw.starts_with(unescaped(whole)) : unescaped(whole) == raw);
}

/// Without the references that stand for characters.
void require_html(std::string_view text) {
    require(text.find_first_of("<>\"'") == std::string_view::npos);
    for (auto at = text.find('&'); at != std::string_view::npos; at = text.find('&', at + 1))
        require(text.find(';', at) != std::string_view::npos);
}

/// No quote or backslash ends the label's value early.
void require_label(std::string_view value) {
    require(test::is_printable(value));
    for (std::size_t i = 0; i < value.size(); ++i) {
        require(value[i] != '"');
        if (value[i] == '\\') require(++i < value.size());
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view raw{reinterpret_cast<const char*>(data), size};
    for (const std::size_t bytes_max : {std::size_t{3}, base::shown_bytes_max, 4 * size + 3})
        require_escape(raw, bytes_max);

    const auto line = base::printable(raw).text();
    require(base::printable(line) == line);
    require(std::ranges::none_of(
        line, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }));
    const auto lines = base::printable_lines(raw);
    require(base::printable_lines(lines) == lines);
    require(std::ranges::count(lines, '\n') == std::ranges::count(raw, '\n'));

    require_html((publish::Html{}.remote(raw)).take());
    require_html((publish::Html{}.text(raw)).take());
    std::string label;
    publish::append_label_value(label, raw);
    require_label(label);
    return 0;
}
