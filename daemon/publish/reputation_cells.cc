#include "publish/reputation_cells.h"

#include "base/escape.h"
#include "model/reputation.h"

#include <algorithm>
#include <cmath>
#include <optional>

namespace mailwatchd::publish {

namespace {

using Shows = checks::Column::Shows;

/// Percent. From here on a figure is good.
constexpr int good_min = 50;

TableCell no_data() { return {"no data", Tone::faint}; }

const model::Reputation* look_of(const CellPlace& place) {
    if (!place.audit.world || place.address == nullptr) return nullptr;
    for (const auto& look : place.audit.world->of<model::Reputation>())
        if (look->address == *place.address) return look.get();
    return nullptr;
}

std::string remote_or_nothing(const std::string& raw) {
    return raw.empty() ? "no data" : base::escape(raw);
}

std::optional<double> measured(const CellPlace& place, std::string_view name) {
    if (place.check == nullptr) return std::nullopt;
    const auto subject = place.subject();
    for (const auto& one : place.check->report.measurements)
        if (one.name == name && one.subject == subject) return one.value;
    return std::nullopt;
}

TableCell rating(const CellPlace& place, const checks::Column& column, int good) {
    std::string text = good >= good_min ? "good" : "poor";
    if (!column.averaged.empty() && measured(place, column.averaged).value_or(0) > 0)
        text += ", averaged with the address";
    return {text, good >= good_min ? Tone::good : Tone::bad};
}

}  // namespace

TableCell origin_cell(const CellPlace& place, Shows shows) {
    const auto* const look = look_of(place);
    if (look == nullptr) return no_data();
    if (shows == Shows::owner_domain) return {remote_or_nothing(look->isp_domain), Tone::plain};
    if (!look->origin) return no_data();
    if (shows == Shows::country) return {remote_or_nothing(look->origin->country), Tone::plain};
    return {remote_or_nothing(look->origin->as_name), Tone::plain};
}

TableCell figure_cell(const CellPlace& place, const checks::Column& column) {
    const auto share = measured(place, column.measurement);
    if (!share) return no_data();
    const auto good = static_cast<int>(std::lround(*share * 100));
    if (column.shows == Shows::rating) return rating(place, column, good);
    const auto percent = column.shows == Shows::good_percent ? good : 100 - good;
    return {std::to_string(percent) + " %", Tone::plain};
}

}  // namespace mailwatchd::publish
