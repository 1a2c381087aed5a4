// The real clock: CLOCK_BOOTTIME for waiting (runs during a suspend, is never stepped) and
// CLOCK_REALTIME for stored and shown times (failures C2, C3, C5).
#pragma once

#include "net/seam.h"

namespace mailwatchd::net {

class SystemClock final : public Clock {
public:
    base::Instant now() const override;
    base::Ticks ticks() const override;
    std::optional<bool> is_kept() const override;
    /// Wakes up at most five minutes late after a suspend.
    Awaitable<void> sleep_until(base::Ticks when) override;
};

}  // namespace mailwatchd::net
