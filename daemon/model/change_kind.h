// A kind of confirmed change as one row: its number, its name and all its texts.
#pragma once

#include "model/message_template.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace mailwatchd::model {

/// The text that `journalctl -x` shows. "@MAILWATCHD_HOST@" is replaced by a field of the entry.
struct CatalogueText {
    std::string_view subject;  ///< One line, no full stop.
    std::string_view text;     ///< Lines of at most 100 columns, each ending in a line feed.
};

struct ChangeKind {
    std::uint8_t number;          ///< Stored: never change or reuse it.
    std::string_view name;        ///< Label value, JSON and journal field: "port_opened".
    std::string_view message_id;  ///< Of the journal, 32 hex digits; `journalctl --new-id128`.
    MessageTemplate message;      ///< Without the leading list of targets: "{place} is now {new}".
    CatalogueText catalogue;
    /// Converts {old} and {new} to readable text if the values need it. Takes and returns raw text;
    /// escaping comes afterwards.
    std::string (*words)(std::string_view value) = nullptr;
    /// Says what differs between two values, for {difference}; raw, like `words`.
    std::string (*difference)(std::string_view from, std::string_view to) = nullptr;
};

}  // namespace mailwatchd::model
