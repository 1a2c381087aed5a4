// The history of changes, and new changes for clients that follow it.
#pragma once

#include "control/views.h"
#include "serve/server.h"

#include <optional>
#include <string>
#include <vector>

namespace mailwatchd::control {

/// Whether a client may wait for new changes. Only clients of the control socket may.
enum class Follow { no, allowed };

/// The newest confirmed changes of a target, newest first; nothing if the history cannot be read.
net::Awaitable<std::optional<std::vector<model::Transition>>> changes_of(const PageContext& context,
                                                                         std::string target);

/// "?since=2h&target=example.org&after=ID&limit=50&follow": `since` is a time (RFC 3339) or a
/// duration back from now; without `since` and `after`, the newest events. Text and JSON have one
/// event per line; HTML is a page of the newest events. `after` is the id of the last event seen.
net::Awaitable<serve::Response> events_page(const PageContext& context, serve::Request request,
                                            Follow follow);

}  // namespace mailwatchd::control
