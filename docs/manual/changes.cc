#include "manual/changes.h"

#include "publish/journal/message_ids.h"
#include "watch/transition.h"

#include <algorithm>
#include <array>
#include <map>
#include <stdexcept>

namespace mailwatchd::manual {

namespace {

using Priorities = std::map<model::TransitionKind, std::set<int>>;

/// Values that a reading may turn to; those that mean nothing to it are harmless.
constexpr std::array<std::string_view, 19> values{"open",
                                                  "closed",
                                                  "offered",
                                                  "absent",
                                                  "yes",
                                                  "no",
                                                  "listed",
                                                  "clear",
                                                  "accepted",
                                                  "refused",
                                                  "none",
                                                  "passed",
                                                  "failed",
                                                  "proven",
                                                  "retired",
                                                  "well",
                                                  "ill",
                                                  "trusted;R3;mx1.example.org;EC 256;00",
                                                  "trusted;R3;mx1.example.org;EC 256;01"};

constexpr std::array<std::uint16_t, 3> ports{25, 110, 993};

void add(Priorities& all, const model::Reading& reading, std::string_view from, std::string_view to,
         const watch::Context& context) {
    if (from == to) return;
    if (const auto kind = watch::kind_of(reading, from, to, context))
        all[kind->kind].insert(kind->priority);
}

/// Every change of the reading, on an MX host and on another.
void add_all(Priorities& all, const model::Reading& reading) {
    using enum model::ZoneClass;
    for (const auto from : values)
        for (const auto to : values)
            for (const auto zone_class : {serious, minor, policy, informational}) {
                add(all, reading, from, to, {true, zone_class, false});
                add(all, reading, from, to, {false, zone_class, false});
            }
}

/// Asks the rules of watch/ about every change that there may be.
Priorities priorities() {
    Priorities all;
    for (const auto port : ports)
        for (auto number = 1; number <= static_cast<int>(model::last_reading_name); ++number) {
            model::Reading reading;
            reading.name = static_cast<model::ReadingName>(number);
            reading.subject = {model::Subject::Kind::endpoint,
                               "mx1.example.org[192.0.2.25]:" + std::to_string(port)};
            add_all(all, reading);
        }
    all[model::TransitionKind::flapping] = {watch::flapping_priority};
    return all;
}

/// "… by @MAILWATCHD_ZONE@" is "… by ZONE".
std::string without_marks(std::string text) {
    constexpr std::string_view mark = "@MAILWATCHD_";
    for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark)) {
        text.erase(text.find('@', at + 1), 1);
        text.erase(at, mark.size());
    }
    return text;
}

std::string subject_of(std::string_view catalog, std::string_view id) {
    constexpr std::string_view mark = "Subject: ";
    const auto entry = catalog.find("-- " + std::string{id} + '\n');
    const auto at = entry == std::string_view::npos ? entry : catalog.find(mark, entry);
    if (at == std::string_view::npos)
        throw std::runtime_error{"mailwatchd.catalog has no " + std::string{id}};
    const auto line = catalog.substr(at + mark.size());
    return without_marks(std::string{line.substr(0, line.find('\n'))});
}

}  // namespace

std::vector<ShownChange> shown_changes(std::string_view catalog) {
    const auto urgent = priorities();
    std::vector<ShownChange> all;
    for (const auto& [kind, id] : publish::message_ids) {
        const auto found = urgent.find(kind);
        if (found == urgent.end())
            throw std::runtime_error{"docs/manual/changes.cc causes no " +
                                     std::string{model::name(kind)}};
        all.push_back({kind, id, found->second, subject_of(catalog, id)});
    }
    return all;
}

}  // namespace mailwatchd::manual
