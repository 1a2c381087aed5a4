// Findings for people, the worst first: part of the text report.
#pragma once

#include "publish/audit.h"
#include "publish/layout.h"

#include <string>

namespace mailwatchd::publish {

/// Each kind once, with all that show it, its evidence, what to do, and by which standard.
std::string findings_text(const Audit& audit, std::size_t width, const Paint& paint);

}  // namespace mailwatchd::publish
