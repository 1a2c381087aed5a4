// The journal's catalogue: the explanations that `journalctl -x` shows, generated from the rows of
// the kinds of changes. The build writes it to mailwatchd.catalog.
#pragma once

#include "model/change_kind.h"

#include <span>
#include <string>

namespace mailwatchd::publish {

/// The whole file.
std::string journal_catalogue(std::span<const model::ChangeKind* const> changes);

}  // namespace mailwatchd::publish
