// Joins lists into one line of text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace mailwatchd::observe {

template <class T, class Text>
std::string joined(const std::vector<T>& parts, std::string_view separator, Text text) {
    std::string out;
    for (const auto& part : parts) {
        if (!out.empty()) out += separator;
        out += text(part);
    }
    return out;
}

inline std::string joined(const std::vector<std::string>& parts, std::string_view separator) {
    return joined(parts, separator, [](const std::string& part) { return part; });
}

}  // namespace mailwatchd::observe
