// Replaces the state of a stopped daemon with a backup (docs/adr/0015).
#pragma once

#include "base/time.h"
#include "control/exit_codes.h"

#include <boost/system/result.hpp>

#include <cstddef>
#include <string>

namespace mailwatchd::tool {

struct Restored {
    std::size_t targets = 0;
    base::Instant as_of;  ///< Time of the latest audit in it; epoch: none.
    std::string kept;     ///< Path of the previous state; "" if there was none.
};

struct NotRestored {
    int status = control::exit_not_done;  ///< 75 if a daemon uses the state.
    std::string why;
};

/// `file` is open for reading, `name` is its path. `state` is the database in the daemon's state
/// directory, which must be writable. A crash at any point leaves either the complete previous
/// state or the complete restored one; the previous state is never lost.
boost::system::result<Restored, NotRestored> restore(int file, const std::string& name,
                                                     const std::string& state, base::Instant now);

}  // namespace mailwatchd::tool
