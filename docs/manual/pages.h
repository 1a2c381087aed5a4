// The pages that are made from the program's own tables, so that they cannot say anything else.
// Each returns the whole page; a table with a gap is an error, thrown as std::runtime_error.
#pragma once

#include "manual/mdoc.h"

#include <string>
#include <string_view>

namespace mailwatchd::manual {

/// mailwatchd.toml(5), from the text of etc/mailwatchd.toml.
std::string toml_page(const Release& release, std::string_view shipped_file);

/// mailwatchd-metrics(7), from publish/metrics/families.h and the page of metrics itself.
std::string metrics_page(const Release& release);

/// mailwatchd-checks(7), from checks.def and each check's texts and findings, the reasons, and the
/// kinds of changes with their subjects from the text of systemd/mailwatchd.catalog.
std::string checks_page(const Release& release, std::string_view catalog);

}  // namespace mailwatchd::manual
