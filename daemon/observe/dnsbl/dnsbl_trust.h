// How long the result of a list's self-test is valid (promise 8; RFC 6471 §3.4). Dead
// lists are tested ever more rarely, and a list that rejects us is not queried for some minutes.
// Pure.
#pragma once

#include "model/listing.h"
#include "observe/freshness.h"

#include <optional>

namespace mailwatchd::observe {

/// Why the list is not queried at all; nothing if it is. Never `covered`.
std::optional<model::DnsblState> not_asked(const model::Dnsbl& dnsbl, bool has_key);

/// Whether the latest self-test, taken at `taken`, is fresh enough, so that no new one is
/// needed.
bool holds(const model::DnsblHealth& known, base::Ticks taken, const Freshness& freshness,
           base::Ticks now);

/// Adds to a new self-test what follows from the previous one: since when the list has failed, and
/// when it may be tested again. `before` may be null; it was taken `ago`.
model::DnsblHealth follow(const model::DnsblHealth* before, base::Duration ago,
                          model::DnsblHealth now);

/// How long a list that rejected us is not queried.
inline constexpr base::Duration blocked_pause = std::chrono::minutes{10};

/// Backoff of a list that was silent or empty for a day: it is tested again after as long as it has
/// failed, hence after 1, 2, 4, 8 days, within these limits.
inline constexpr base::Duration quarantine_min = std::chrono::days{1};
inline constexpr base::Duration quarantine_max = std::chrono::days{8};

}  // namespace mailwatchd::observe
