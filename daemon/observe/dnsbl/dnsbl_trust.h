// How long what we know of a list holds (promise 8, RFC 6471 §3.4): lists that died
// are asked ever more rarely, and one that refuses us is left alone for some minutes. Pure.
#pragma once

#include "model/listing.h"
#include "observe/demand.h"

#include <optional>

namespace mailwatchd::observe {

/// Why the list is not asked at all; nothing where it is. Covered is not among it.
std::optional<model::DnsblState> not_asked(const model::Dnsbl& dnsbl, bool has_key);

/// Whether the latest proof, taken at `taken`, answers the demand, so that the list is not asked
/// again.
bool holds(const model::DnsblHealth& known, base::Ticks taken, const Demand& demand,
           base::Ticks now);

/// A new proof with what follows from those before it: since when the list fails, and when it may
/// be asked again. `before` may be null; it was taken `ago`.
model::DnsblHealth follow(const model::DnsblHealth* before, base::Duration ago,
                          model::DnsblHealth now);

/// A list that refused us is not asked for so long.
inline constexpr base::Duration blocked_pause = std::chrono::minutes{10};

/// A list that was silent or empty for a day is asked again after as long as it has been so, hence
/// after 1, 2, 4, 8 days, and at least so often.
inline constexpr base::Duration quarantine_min = std::chrono::days{1};
inline constexpr base::Duration quarantine_max = std::chrono::days{8};

}  // namespace mailwatchd::observe
