#include "base/result.h"

namespace mailwatchd::base {

std::string_view name(Errc code) {
    switch (code) {
        case Errc::timed_out: return "timed_out";
        case Errc::refused: return "refused";
        case Errc::unreachable: return "unreachable";
        case Errc::reset: return "reset";
        case Errc::no_such_name: return "no_such_name";
        case Errc::server_failure: return "server_failure";
        case Errc::malformed: return "malformed";
        case Errc::tls_failed: return "tls_failed";
        case Errc::not_allowed: return "not_allowed";
        case Errc::no_resources: return "no_resources";
        case Errc::cancelled: return "cancelled";
    }
    return "unknown";
}

}  // namespace mailwatchd::base
