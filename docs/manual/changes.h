// The kinds of changes as the manual shows them.
#pragma once

#include "model/change_kind.h"

#include <set>
#include <string>
#include <vector>

namespace mailwatchd::manual {

struct ShownChange {
    const model::ChangeKind* kind;
    std::set<int> priorities;  ///< Of syslog; several if it depends on the subject.
    std::string subject;       ///< Of its journal catalogue entry: "… listed by DNSBL".
};

/// Every kind, ordered by number. Throws std::runtime_error if nothing causes one.
std::vector<ShownChange> shown_changes();

}  // namespace mailwatchd::manual
