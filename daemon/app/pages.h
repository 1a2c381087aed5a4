// What the HTTP server shows: a table of handlers over the watcher's recorded state.
#pragma once

#include "app/watcher.h"
#include "serve/server.h"

#include <vector>

namespace mailwatchd::app {

/// Everything a page is made of; outlives the server.
struct Shown {
    const Watcher& watcher;
    const observe::Observer& observer;
    const publish::OwnMetrics& metrics;
    std::shared_ptr<const Plan>& plan;  ///< The one in force, which a reload replaces.
    const bool& ready;
};

std::vector<serve::Route> routes(const Shown& shown);

}  // namespace mailwatchd::app
