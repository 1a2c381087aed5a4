// Block lists × addresses: which list says what of whom, and which lists say nothing and why.
#pragma once

#include "publish/audit.h"
#include "publish/reading_index.h"

#include <optional>
#include <string>
#include <vector>

namespace mailwatchd::publish {

struct ListingMatrix {
    struct Address {
        std::string host;  ///< As in Subject, raw.
        std::string address;
        std::string role;
    };
    enum class Cell : std::uint8_t {
        listed,
        clear,
        unknown,    ///< Asked, and no answer.
        not_asked,  ///< The list is not proven for the address's family.
    };
    /// A list that was asked of at least one address.
    struct Row {
        std::string dnsbl;
        std::optional<model::DnsblClass> dnsbl_class;
        std::vector<Cell> cells;  ///< One an address.
        bool lists_any() const;
    };
    std::vector<Address> addresses;
    std::vector<Row> rows;                 ///< Those that list an address first, then by name.
    std::vector<Audit::DnsblRow> out;      ///< Out of the count, and why.
    std::vector<Audit::DnsblRow> unasked;  ///< Retired, off, without a key, part of another.
};

ListingMatrix matrix_of(const Audit& audit, const ReadingIndex& readings);

}  // namespace mailwatchd::publish
