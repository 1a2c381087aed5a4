#include "publish/html/listing_matrix.h"

#include "publish/check_table.h"

#include <algorithm>
#include <map>
#include <set>

namespace mailwatchd::publish {

namespace {

using ListingCell = ListingMatrix::Cell;

ListingCell cell_of(const model::Reading& reading) {
    if (!reading.is_known()) return ListingCell::unknown;
    return reading.value == "listed" ? ListingCell::listed : ListingCell::clear;
}

/// Subjects that were looked up on lists, in the order of the readings.
std::vector<const model::Subject*> asked_about(const Audit& audit) {
    std::vector<const model::Subject*> subjects;
    std::set<std::string_view> seen;
    for (const auto& reading : audit.readings)
        if (reading.kind->name == "listed" && seen.insert(reading.subject.text).second)
            subjects.push_back(&reading.subject);
    return subjects;
}

ListingMatrix::Address address_of(const Audit& audit, const model::Subject& subject) {
    const auto address = subject.ip();
    return {std::string{subject.host()}, address ? address->text() : "", audit.role(subject)};
}

}  // namespace

bool ListingMatrix::Row::lists_any() const {
    return std::ranges::find(cells, ListingCell::listed) != cells.end();
}

ListingMatrix matrix_of(const Audit& audit, const ReadingIndex& readings) {
    ListingMatrix matrix;
    std::map<std::string_view, std::vector<ListingCell>> by_dnsbl;
    const auto subjects = asked_about(audit);
    for (std::size_t column = 0; column < subjects.size(); ++column) {
        matrix.addresses.push_back(address_of(audit, *subjects[column]));
        for (const auto* const reading : readings.of(*subjects[column], "listed")) {
            auto& cells = by_dnsbl[reading->argument];
            cells.resize(subjects.size(), ListingCell::not_asked);
            cells[column] = cell_of(*reading);
        }
    }
    for (const auto& dnsbl : audit.dnsbl_rows()) {
        const auto asked = by_dnsbl.find(dnsbl.dnsbl);
        if (asked != by_dnsbl.end()) {
            matrix.rows.push_back({dnsbl.dnsbl, dnsbl.dnsbl_class, asked->second});
            by_dnsbl.erase(asked);
        } else if (!model::is_proof(dnsbl.state)) {
            matrix.unasked.push_back(dnsbl);
        } else if (dnsbl.state != model::DnsblState::proven) {
            matrix.out.push_back(dnsbl);
        } else {
            matrix.rows.push_back({dnsbl.dnsbl, dnsbl.dnsbl_class,
                                   std::vector(subjects.size(), ListingCell::not_asked)});
        }
    }
    for (const auto& [dnsbl, cells] :
         by_dnsbl)  // Stored listings of a list that has been removed since.
        matrix.rows.push_back({std::string{dnsbl}, std::nullopt, cells});
    std::stable_partition(matrix.rows.begin(), matrix.rows.end(),
                          [](const ListingMatrix::Row& row) { return row.lists_any(); });
    return matrix;
}

}  // namespace mailwatchd::publish
