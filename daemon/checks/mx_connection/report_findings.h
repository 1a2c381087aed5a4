// The findings of mx_connection. They explain the verdict and never change it.
#pragma once

#include "checks/mx_connection/answers.h"
#include "model/report.h"

#include <span>

namespace mailwatchd::checks::mx_connection {

/// From the DNS: null MX, aliases, literals, missing and special-purpose addresses.
void report_topology(const model::Topology& topology, model::Report& report);

/// Mail exchangers that do not answer on 25.
void report_exchangers(std::span<const Exchanger> exchangers, model::Report& report);

/// Every probed port.
void report_ports(const model::World& world, model::Report& report);

}  // namespace mailwatchd::checks::mx_connection
