// The tools of a round and a confirmation.
#pragma once

#include "engine/rejudge.h"

namespace mailwatchd::engine {

struct RoundTools {
    net::Clock& clock;
    observe::Observer& observer;
    DbExecutor& db;
    Targets& targets;
    StateWriter& state_writer;
    Evidence& evidence;
    Rejudge& rejudge;
    publish::OwnMetrics& metrics;
};

}  // namespace mailwatchd::engine
