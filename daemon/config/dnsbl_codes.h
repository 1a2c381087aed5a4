// The meanings of a list's answers: `codes` of [[dnsbl]] and [[source]].
#pragma once

#include "config/section.h"
#include "model/listing.h"

#include <optional>
#include <string_view>

namespace mailwatchd::config {

/// An answer of a list, an address in 127.0.0.0/8 (RFC 5782 §2.1). Nothing if the key is absent or
/// invalid.
std::optional<model::Address> read_answer(Section& section, std::string_view key);

/// "serious", "minor", …
model::DnsblClass read_class(Section& section, model::DnsblClass fallback);

/// Replaces the codes if the key is present. Only `graded` sources have percentages.
void read_codes(Section& section, bool graded, model::Dnsbl& dnsbl);

}  // namespace mailwatchd::config
