// A host that gets no active tests for a while, because its provider rejected us.
#pragma once

#include "base/time.h"
#include "model/endpoint.h"

#include <string>

namespace mailwatchd::model {

struct ActiveHold {
    Endpoint endpoint;  ///< One that the target's checks want a series of.
    base::Instant until;
    std::string why;  ///< The server and its reply; empty if not known.
};

}  // namespace mailwatchd::model
