// The kinds of changes as the journal knows them.
#pragma once

#include "model/change_kind.h"

#include <set>
#include <string>
#include <vector>

namespace mailwatchd::manual {

struct ShownChange {
    const model::ChangeKind* kind;
    std::set<int> priorities;  ///< Syslog's; several where the subject decides.
    std::string subject;       ///< Of its journal catalogue entry: "… listed by DNSBL".
};

/// Every kind, in its order. Throws std::runtime_error where nothing causes one.
std::vector<ShownChange> shown_changes();

}  // namespace mailwatchd::manual
