// Numbers with their noun: "1 target", "2 targets".
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace mailwatchd::control {

/// `noun` is the singular of a noun whose plural ends in "s".
inline std::string counted(std::size_t number, std::string_view noun) {
    auto text = std::to_string(number) + ' ';
    return text.append(noun).append(number == 1 ? "" : "s");
}

}  // namespace mailwatchd::control
