// The findings of mx_connection: they explain a verdict and never make one.
#pragma once

#include "checks/mx_connection/answers.h"
#include "model/report.h"

#include <span>

namespace mailwatchd::checks::mx_connection {

/// What the DNS says: null MX, aliases, literals, missing and special-purpose addresses.
void tell_topology(const model::Topology& topology, model::Report& report);

/// Each mail exchanger as a whole: silent, or silent on purpose.
void tell_exchangers(std::span<const Exchanger> exchangers, model::Report& report);

/// Each port that was looked at.
void tell_ports(const model::World& world, model::Report& report);

}  // namespace mailwatchd::checks::mx_connection
