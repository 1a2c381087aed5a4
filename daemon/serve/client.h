// HTTP client over a Unix socket, for mailwatchctl: one request, one answer whose bytes are passed
// on as they arrive. Blocking. Hides Beast.
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
    /// Timeout for the head of the answer. The body has none: following waits for ever.
    base::Duration patience = std::chrono::seconds{30};
};

struct Answer {
    unsigned status = 0;
    std::string content_type;
};

struct CallFailure {
    enum class Kind {
        not_there,      ///< No such socket, or no process listens.
        not_permitted,  ///< No permission for the socket.
        broken,         ///< No answer, or an incomplete one.
    };
    Kind kind = Kind::broken;
    std::string detail;
};

/// Takes a piece of the body, after the head. Returns false to end the call.
using TakeBody = std::function<bool(const Answer& answer, std::string_view bytes)>;

/// Returns nothing on success: `take` got the whole body or returned false. `answer` gets the head.
std::optional<CallFailure> call(const std::string& socket, const Call& what, Answer& answer,
                                const TakeBody& take);

/// Whether a process listens at the socket and we may connect.
bool is_answered(const std::string& socket);

}  // namespace mailwatchd::serve
