// A kind of confirmed change as one row: its number, its name, and every text that says it.
#pragma once

#include "model/message_template.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace mailwatchd::model {

/// What `journalctl -x` shows beside an entry. "@MAILWATCHD_HOST@" stands for a field of it.
struct CatalogueText {
    std::string_view subject;  ///< One line, no full stop.
    std::string_view text;     ///< Lines of at most 100 columns, each with its line feed.
};

struct ChangeKind {
    std::uint8_t number;          ///< Stored: never changed, never used again.
    std::string_view name;        ///< Label value, JSON and journal field: "port_opened".
    std::string_view message_id;  ///< Of the journal, 32 hex digits; `journalctl --new-id128`.
    MessageTemplate message;      ///< Without the targets before it: "{place} is now {new}".
    CatalogueText catalogue;
    /// How {old} and {new} are put in words where the values do not speak for themselves. Takes and
    /// gives raw text; the escaper comes afterwards.
    std::string (*words)(std::string_view value) = nullptr;
};

}  // namespace mailwatchd::model
