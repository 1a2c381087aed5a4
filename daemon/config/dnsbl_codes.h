// What a list's answers mean: the `codes` of [[dnsbl]] and [[source]].
#pragma once

#include "config/section.h"
#include "model/listing.h"

#include <optional>
#include <string_view>

namespace mailwatchd::config {

/// An address that a list may answer: it lies in 127/8 (RFC 5782 §2.1). Nothing where the key is
/// absent, or wrong and told.
std::optional<model::Address> read_answer(Section& section, std::string_view key);

/// "serious", "minor", …
model::DnsblClass read_class(Section& section, model::DnsblClass fallback);

/// Replaces the list's codes where the key is there. Percentages belong to `graded` sources only.
void read_codes(Section& section, bool graded, model::Dnsbl& dnsbl);

}  // namespace mailwatchd::config
