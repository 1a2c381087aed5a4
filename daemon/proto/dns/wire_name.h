// Converts domain names between the wire (RFC 1035 §3.1, §4.1.4) and text. Text is lower case,
// without the final dot; "\." "\\" and "\DDD" represent ambiguous bytes (RFC 4343 §2.1).
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace mailwatchd::dns {

/// Maximum octets of a name on the wire, including lengths and root. RFC 1035 §2.3.4.
inline constexpr std::size_t wire_name_bytes_max = 255;
inline constexpr std::size_t label_bytes_max = 63;
/// A name has at most 127 labels, so a valid one needs no more pointers.
inline constexpr int pointers_max = 127;

/// Nothing if the text is not a name: an empty or overlong label, an overlong name, or bytes
/// outside printable ASCII.
std::optional<std::string> to_wire(std::string_view text);

/// Reads the name at `at` and moves `at` behind it. Each pointer must lead to before the name's
/// start or the previous jump (RFC 9267 §2): no loops, no forward references.
std::optional<std::string> read_name(std::string_view wire, std::size_t& at);

/// `text` in the form that `read_name` returns; nothing if it is not a name.
std::optional<std::string> canonical_name(std::string_view text);

}  // namespace mailwatchd::dns
