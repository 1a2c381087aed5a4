// Findings, the worst first: part of the text report.
#pragma once

#include "publish/audit.h"
#include "publish/layout.h"

#include <string>

namespace mailwatchd::publish {

/// Each kind once, with its subjects and evidence, what to do, and the standard.
std::string findings_text(const Audit& audit, std::size_t width, const Paint& paint);

}  // namespace mailwatchd::publish
