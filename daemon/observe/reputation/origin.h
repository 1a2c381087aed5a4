// The network that an address belongs to, from Cymru's TXT records. Pure.
#pragma once

#include "model/reputation.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mailwatchd::observe {

/// The name to query without the source's own: "1.2.0.192.origin", "….origin6".
std::string origin_front(const model::Address& address);
/// "AS64500".
std::string as_front(std::uint32_t number);

/// Parses "64500 64501 | 192.0.2.0/24 | DE | ripencc | 2001-01-01", one text per announced prefix.
/// The longest prefix counts, with the origins of all its texts. Nothing if no text has this form.
std::optional<model::Origin> parse_origin(const std::vector<std::string>& texts);

/// The name in "64500 | DE | ripencc | 2001-01-01 | EXAMPLE-AS Example Ltd, DE", without its
/// country.
std::string parse_as_name(std::string_view text);

/// Maximum number of origins, and of bytes of a name.
inline constexpr std::size_t origins_max = 8;
inline constexpr std::size_t as_name_bytes_max = 100;

}  // namespace mailwatchd::observe
