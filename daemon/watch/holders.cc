#include "watch/holders.h"

#include "watch/entries.h"

#include <algorithm>
#include <utility>

namespace mailwatchd::watch {

static_assert(holders_spread < entry_open_max);

namespace {

/// Whether its candidate is new and would be reported.
bool is_news(const Standing& standing, const StandingTable& table) {
    const auto* const kind = table.kinds().find(standing.reading);
    if (kind == nullptr || !kind->is_one_thing || standing.streak != 1) return false;
    if (standing.value == value::unknown || !standing.has_candidate()) return false;
    const auto& words = table.words();
    return kind->is_reported == nullptr ||
           kind->is_reported(words.value_of(standing.value), words.value_of(standing.candidate));
}

}  // namespace

std::vector<HolderLooks::Thing> HolderLooks::about_to_change(const Batch& batch,
                                                             const StandingTable& table,
                                                             base::Ticks now) {
    std::erase_if(looked_for_,
                  [now](const auto& each) { return each.second + holders_again <= now; });
    std::vector<Thing> things;
    for (const auto& [standing, history] : batch.standings) {
        if (!is_news(standing, table)) continue;
        const Thing thing{standing.reading, standing.argument, standing.value};
        if (looked_for_.emplace(thing, now).second) things.push_back(thing);
    }
    return things;
}

void HolderLooks::plan(const Batch& batch, const StandingTable& table, base::Ticks now) {
    const auto things = about_to_change(batch, table, now);
    if (things.empty()) return;
    std::vector<Standing> holders;
    for (const auto& chunk : table.snapshot())
        for (const auto& standing : *chunk) {
            const Thing thing{standing.reading, standing.argument, standing.value};
            const bool is_holder = !standing.has_candidate() && holders.size() < holders_max &&
                                   std::ranges::find(things, thing) != things.end();
            if (is_holder) holders.push_back(standing);
        }
    const auto count = static_cast<std::int64_t>(holders.size());
    for (std::int64_t n = 0; n < count; ++n) {
        const auto& holder = holders[static_cast<std::size_t>(n)];
        const auto at = now + std::min(n * holders_gap, n * holders_spread / count);
        looks_.emplace(at, Recheck{table.words().subject_of(holder.subject),
                                   table.kinds().find(holder.reading),
                                   table.words().argument_of(holder.argument),
                                   at,
                                   {}});
    }
}

std::vector<Recheck> HolderLooks::take_due(base::Ticks now) {
    std::vector<Recheck> due;
    const auto end = looks_.upper_bound(now);
    for (auto at = looks_.begin(); at != end; ++at) due.push_back(std::move(at->second));
    looks_.erase(looks_.begin(), end);
    return due;
}

std::optional<base::Ticks> HolderLooks::next() const {
    return looks_.empty() ? std::nullopt : std::optional{looks_.begin()->first};
}

}  // namespace mailwatchd::watch
