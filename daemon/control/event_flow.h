// The history of changes as it is asked for, and, for who follows, as it goes on.
#pragma once

#include "control/sheets.h"
#include "serve/server.h"

#include <optional>
#include <string>
#include <vector>

namespace mailwatchd::control {

/// Whether a client may wait for what is to come: only the control socket's.
enum class Follow { no, allowed };

/// The newest confirmed changes that concern a target, the newest first; nothing where the history
/// can't be read just now.
net::Awaitable<std::optional<std::vector<model::Transition>>> changes_of(const Shown& shown,
                                                                         std::string target);

/// "?since=2h&target=example.org&after=ID&limit=50&follow": `since` is a time (RFC 3339) or a
/// duration back from now; without it and `after` the newest. Text and JSON are an event a line;
/// HTML is a page of the newest. An id of an event is the cursor behind it.
net::Awaitable<serve::Response> events_page(const Shown& shown, serve::Request request,
                                            Follow follow);

}  // namespace mailwatchd::control
