// Waits of the scripted network on a clock. Private to it.
#pragma once

#include "net/seam.h"

#include <optional>

namespace mailwatchd::test {

/// Waits until `when` or the deadline; returns the error, or nothing. Does not suspend if there is
/// nothing to wait for.
net::Awaitable<std::optional<base::Errc>> wait(net::Clock& clock, base::Ticks when,
                                               base::Deadline deadline);

}  // namespace mailwatchd::test
