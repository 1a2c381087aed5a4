// The other holders of a value that is about to change, such as one certificate on many hosts,
// which are audited on different days. When a change is pending at one of them, the others are
// looked at too, so that their changes are confirmed in time for the same entry (watch/entries.h).
#pragma once

#include "watch/standing_table.h"

#include <map>
#include <tuple>
#include <vector>

namespace mailwatchd::watch {

/// All holders are looked at within it. Since each change takes the same time from the first look
/// to its confirmation, it must be shorter than entry_open_max.
inline constexpr base::Duration holders_spread = std::chrono::minutes{5};
/// Time between two looks, if there are few.
inline constexpr base::Duration holders_gap = std::chrono::seconds{2};
/// The others wait for their audits.
inline constexpr std::size_t holders_max = 500;
/// The holders of one value are looked at once within it.
inline constexpr base::Duration holders_again = std::chrono::hours{1};

/// Planned looks. They are not stored: after a restart, the rest wait for their audits.
class HolderLooks {
public:
    /// Plans a look at each holder of a value that the batch, already applied, makes pending. Not
    /// if the change would not be reported.
    void plan(const Batch& batch, const StandingTable& table, base::Ticks now);
    /// Returns what is to be looked at now, once.
    std::vector<Recheck> take_due(base::Ticks now);
    std::optional<base::Ticks> next() const;

private:
    /// A reading, its argument and its value.
    using Thing = std::tuple<std::uint8_t, ArgumentId, ValueId>;
    std::vector<Thing> about_to_change(const Batch& batch, const StandingTable& table,
                                       base::Ticks now);

    std::map<Thing, base::Ticks> looked_for_;
    std::multimap<base::Ticks, Recheck> looks_;
};

}  // namespace mailwatchd::watch
