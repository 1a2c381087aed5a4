#include "model/reading.h"

#include <algorithm>
#include <array>

namespace mailwatchd::model {

namespace {

constexpr std::array<std::string_view, 15> names{
    "",   "port",        "service", "starttls", "cleartext_login", "listed", "ptr", "relay", "spf",
    "mx", "certificate", "verdict", "zone",     "vantage",         "rules",
};
static_assert(names.size() == static_cast<std::size_t>(last_reading_name) + 1);

}  // namespace

std::string_view name(ReadingName reading) { return names[static_cast<std::size_t>(reading)]; }

std::optional<ReadingName> reading_name_of(std::string_view name) {
    const auto* const found = std::ranges::find(names.begin() + 1, names.end(), name);
    if (found == names.end()) return std::nullopt;
    return static_cast<ReadingName>(found - names.begin());
}

std::string Reading::full_name() const {
    std::string text{model::name(name)};
    if (!argument.empty()) text.append(":").append(argument);
    return text;
}

}  // namespace mailwatchd::model
