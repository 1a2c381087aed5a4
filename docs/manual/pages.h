// The pages that are generated from the program's own tables, so that they always agree with it.
// Each function returns the whole page. A gap in a table throws std::runtime_error.
#pragma once

#include "manual/mdoc.h"

#include <string>
#include <string_view>

namespace mailwatchd::manual {

/// mailwatchd.toml(5), from the text of etc/mailwatchd.toml.
std::string toml_page(const Release& release, std::string_view shipped_file);

/// mailwatchd-metrics(7), from publish/metrics/families.h, the gauges of the rows of readings, and
/// the page of metrics itself.
std::string metrics_page(const Release& release);

/// mailwatchd-checks(7), from checks.def and each check's texts and findings, the reasons, and the
/// kinds of changes in the rows of readings.
std::string checks_page(const Release& release);

}  // namespace mailwatchd::manual
