// The real clock: CLOCK_BOOTTIME for waiting (goes on through a suspend, is never stepped) and
// CLOCK_REALTIME for what is stored and told (failures C2, C3, C5).
#pragma once

#include "net/seam.h"

namespace mailwatchd::net {

class SystemClock final : public Clock {
public:
    base::Instant now() const override;
    base::Ticks ticks() const override;
    /// After a suspend it looks at the clock again within five minutes.
    Awaitable<void> sleep_until(base::Ticks when) override;
};

}  // namespace mailwatchd::net
