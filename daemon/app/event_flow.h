// The history of changes as it is asked for, and, for who follows, as it goes on.
#pragma once

#include "app/sheets.h"
#include "serve/server.h"

namespace mailwatchd::app {

/// Whether a client may wait for what is to come: only the control socket's.
enum class Follow { no, allowed };

/// "?since=2h&target=example.org&after=ID&limit=50&follow": `since` is a time (RFC 3339) or a
/// duration back from now; without it and `after` the newest. Text and JSON are an event a line;
/// HTML is a page of the newest. An id of an event is the cursor behind it.
net::Awaitable<serve::Response> events_page(const Shown& shown, serve::Request request,
                                            Follow follow);

/// What changed of all that a target rests on, the newest first; `is_known` where the store could
/// be read, and the caller's frame outlives the wait.
net::Awaitable<std::vector<model::Transition>> newest_changes(Recorder& recorder,
                                                              std::string target, bool& is_known);

}  // namespace mailwatchd::app
