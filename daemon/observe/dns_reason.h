// Maps a failed DNS query to a reason.
#pragma once

#include "base/result.h"
#include "model/verdict.h"

namespace mailwatchd::observe {

inline model::Reason reason_of(const base::Failure& failure) {
    return failure.code == base::Errc::cancelled ? model::Reason::interrupted
                                                 : model::Reason::dns_failure;
}

}  // namespace mailwatchd::observe
