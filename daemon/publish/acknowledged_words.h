// Who acknowledged a finding, until when and why, for people.
#pragma once

#include "model/acknowledgement.h"

#include <string>

namespace mailwatchd::publish {

/// "acknowledged by anna on 2026-11-22, until 2026-12-22T12:00:00Z: moved next month"; escaped.
std::string acknowledged_words(const model::Acknowledgement& acknowledged);

}  // namespace mailwatchd::publish
