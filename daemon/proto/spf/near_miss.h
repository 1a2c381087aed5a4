// TXT records that are plainly meant as SPF but are not one: a receiver reads past them without a
// word (RFC 7208 §4.5). Pure.
#pragma once

#include "proto/dns/message.h"
#include "proto/spf/record.h"

#include <optional>
#include <string>
#include <string_view>

namespace mailwatchd::spf {

/// What keeps the text from being an SPF record: "it begins with a space". Nothing if it is a
/// record, or meant as something else. Accepts any bytes.
std::optional<std::string> near_miss(std::string_view text);

/// The text of a near miss as it is shown: in quotation marks, bounded.
std::string in_quotes(std::string_view text);

/// Why a domain without a record has none: "b.example has no SPF record", and the near misses.
std::string no_record(const std::string& domain, const dns::Answer& answer);

/// Whether two terms stand in one because there is no space between them, as where one record's
/// strings are joined (RFC 7208 §3.3): "include:a.exampleinclude:b.example", "a:b.example-all".
/// No name of a host has such an end or a colon.
bool is_run_together(const MacroString& domain);

}  // namespace mailwatchd::spf
