// Helpers for the capability answers of all three protocols. Pure.
#pragma once

#include "base/ascii.h"

#include <string>
#include <string_view>
#include <vector>

namespace mailwatchd::proto {

/// Maximum capability lines, and mechanisms, kept of one answer.
inline constexpr std::size_t capability_lines_max = 128;
inline constexpr std::size_t mechanisms_max = 32;

constexpr char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }
constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_letter(char c) { return upper(c) >= 'A' && upper(c) <= 'Z'; }

std::string upper(std::string_view text);
/// Keywords of all three protocols are compared ignoring case, ASCII only.
using base::equal_ignoring_case;
bool starts_ignoring_case(std::string_view text, std::string_view start);
bool contains_ignoring_case(std::string_view text, std::string_view part);

/// Removes and returns the first word of `text`, up to a space or tab; empty at the end.
std::string_view take_word(std::string_view& text);

/// Adds the words of `text` that are names of SASL mechanisms (RFC 4422 §3.1: 1 to 20 letters,
/// digits, '-', '_'), in upper case, without duplicates.
void add_mechanisms(std::vector<std::string>& mechanisms, std::string_view text);

}  // namespace mailwatchd::proto
