// Block lists × addresses: the answer of each list for each address, and the lists without answers.
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
        unknown,    ///< Queried, but no answer.
        not_asked,  ///< The list is not proven for the address's family.
    };
    /// A list in use.
    struct Row {
        std::string dnsbl;
        std::optional<model::DnsblClass> dnsbl_class;
        std::vector<Cell> cells;  ///< One per address.
        bool lists_any() const;
    };
    std::vector<Address> addresses;
    std::vector<Row> rows;             ///< Lists with a listing first, then by name.
    std::vector<Audit::DnsblRow> out;  ///< Lists that failed their self-test.
    std::vector<Audit::DnsblRow>
        unasked;  ///< Not queried: retired, off, without a key, part of another.
};

ListingMatrix matrix_of(const Audit& audit, const ReadingIndex& readings);

}  // namespace mailwatchd::publish
