// Domain names between the wire (RFC 1035 §3.1, §4.1.4) and text. Text is lower case, without the
// final dot; "\." "\\" and "\DDD" stand for bytes that would be misread (RFC 4343 §2.1).
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace mailwatchd::dns {

/// Octets of a name on the wire, lengths and root included. RFC 1035 §2.3.4.
inline constexpr std::size_t wire_name_bytes_max = 255;
inline constexpr std::size_t label_bytes_max = 63;
/// A name has at most 127 labels, so no honest one needs more pointers.
inline constexpr int pointers_max = 127;

/// Nothing where the text is no name: an empty or long label, too long a name, other bytes than
/// printable ASCII.
std::optional<std::string> to_wire(std::string_view text);

/// Reads the name at `at` and moves `at` behind it. Pointers must lead to before where the name, or
/// the jump before, began (RFC 9267 §2): no loop, no forward reference.
std::optional<std::string> read_name(std::string_view wire, std::size_t& at);

/// `text` as `read_name` would give it; nothing where it is no name.
std::optional<std::string> canonical_name(std::string_view text);

}  // namespace mailwatchd::dns
