// HTTP over a Unix socket, as mailwatchctl asks the daemon: one request, one answer whose bytes are
// handed on as they come. Blocks. Beast stays behind this header.
#pragma once

#include "base/time.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace mailwatchd::serve {

struct Call {
    std::string method = "GET";
    std::string target;  ///< "/events?since=1h".
    std::string accept = "text/plain";
    /// For the head of the answer. The body has none: who follows waits for ever.
    base::Duration patience = std::chrono::seconds{30};
};

struct Answer {
    unsigned status = 0;
    std::string content_type;
};

struct CallFailure {
    enum class Kind {
        not_there,      ///< Nobody listens: no such socket, or nobody behind it.
        not_permitted,  ///< Not in the socket's group.
        broken,         ///< No answer, or one that ended before its end.
    };
    Kind kind = Kind::broken;
    std::string detail;
};

/// Handed pieces of the body; the answer's head is known by then. False ends the call.
using TakeBody = std::function<bool(const Answer& answer, std::string_view bytes)>;

/// Nothing where `take` was given the whole body (or wanted no more); `answer` holds the head as
/// soon as there is one.
std::optional<CallFailure> call(const std::string& socket, const Call& what, Answer& answer,
                                const TakeBody& take);

/// Whether somebody listens whom we may ask.
bool is_answered(const std::string& socket);

}  // namespace mailwatchd::serve
