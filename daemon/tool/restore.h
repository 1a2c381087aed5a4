// A backup in the place of the state of a daemon that does not run (docs/adr/0015).
#pragma once

#include "base/time.h"
#include "control/exit_codes.h"

#include <boost/system/result.hpp>

#include <cstddef>
#include <string>

namespace mailwatchd::tool {

struct Restored {
    std::size_t targets = 0;
    base::Instant as_of;  ///< The latest audit in it; epoch: none.
    std::string kept;     ///< What stood there before; "" where nothing did.
};

struct NotRestored {
    int status = control::exit_not_done;  ///< 75 where a daemon holds the state.
    std::string why;
};

/// `file` is open for reading and called `name`; `state` is the database in the daemon's state
/// directory, which the caller may write. A kill at any instant leaves there what stood there or
/// the restored one, whole; and what stood there is never gone.
boost::system::result<Restored, NotRestored> restore(int file, const std::string& name,
                                                     const std::string& state, base::Instant now);

}  // namespace mailwatchd::tool
