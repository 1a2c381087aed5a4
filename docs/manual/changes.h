// The kinds of changes as the journal knows them.
#pragma once

#include "model/transition.h"

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace mailwatchd::manual {

struct ShownChange {
    model::TransitionKind kind;
    std::string_view message_id;
    std::set<int> priorities;  ///< Syslog's; several where the subject decides.
    std::string subject;       ///< Of its journal catalogue entry: "… listed by ZONE".
};

/// Every kind, in its order; `catalog` is the text of systemd/mailwatchd.catalog. Throws
/// std::runtime_error where a kind is not in it, or where nothing causes it.
std::vector<ShownChange> shown_changes(std::string_view catalog);

}  // namespace mailwatchd::manual
