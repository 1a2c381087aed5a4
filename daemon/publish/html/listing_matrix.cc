#include "publish/html/listing_matrix.h"

#include "publish/check_table.h"

#include <algorithm>
#include <map>
#include <set>

namespace mailwatchd::publish {

namespace {

using Cell = ListingMatrix::Cell;

Cell cell_of(const model::Reading& reading) {
    if (!reading.is_known()) return Cell::unknown;
    return reading.value == "listed" ? Cell::listed : Cell::clear;
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
    return std::ranges::find(cells, Cell::listed) != cells.end();
}

ListingMatrix matrix_of(const Audit& audit, const ReadingIndex& readings) {
    ListingMatrix matrix;
    std::map<std::string_view, std::vector<Cell>> by_zone;
    const auto subjects = asked_about(audit);
    for (std::size_t column = 0; column < subjects.size(); ++column) {
        matrix.addresses.push_back(address_of(audit, *subjects[column]));
        for (const auto* const reading : readings.of(*subjects[column], "listed")) {
            auto& cells = by_zone[reading->argument];
            cells.resize(subjects.size(), Cell::not_asked);
            cells[column] = cell_of(*reading);
        }
    }
    for (const auto& zone : audit.zone_rows()) {
        const auto asked = by_zone.find(zone.zone);
        if (asked != by_zone.end()) {
            matrix.rows.push_back({zone.zone, zone.zone_class, asked->second});
            by_zone.erase(asked);
        } else if (!model::is_proof(zone.state)) {
            matrix.unasked.push_back(zone);
        } else if (zone.state != model::ZoneState::proven) {
            matrix.out.push_back(zone);
        } else {
            matrix.rows.push_back(
                {zone.zone, zone.zone_class, std::vector(subjects.size(), Cell::not_asked)});
        }
    }
    for (const auto& [zone, cells] :
         by_zone)  // Stored listings of a list that has been removed since.
        matrix.rows.push_back({std::string{zone}, std::nullopt, cells});
    std::stable_partition(matrix.rows.begin(), matrix.rows.end(),
                          [](const ListingMatrix::Row& row) { return row.lists_any(); });
    return matrix;
}

}  // namespace mailwatchd::publish
