// A value, or the reason why there is none. A Finding says that a remote end
// misbehaves, a Failure that the outside world gave no answer, an assertion that we have a bug.
// Never mix the three.
#pragma once

#include <boost/system/result.hpp>

#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace mailwatchd::base {

/// Why the outside world did not answer.
enum class Errc {
    timed_out,       ///< The deadline passed.
    refused,         ///< RST, or a server that refuses to talk to us.
    unreachable,     ///< No route, or the network reported it.
    reset,           ///< The peer ended the connection.
    no_such_name,    ///< NXDOMAIN.
    server_failure,  ///< SERVFAIL, REFUSED or another DNS error code.
    malformed,       ///< The answer violates its grammar or a limit.
    tls_failed,      ///< The handshake failed.
    not_allowed,     ///< Forbidden by our own policy: a special-purpose address, a budget.
    no_resources,    ///< Out of descriptors or memory on this machine.
    cancelled,       ///< The request was cancelled here.
};

/// The code's name in snake_case, for logs and JSON.
std::string_view name(Errc code);

struct Failure {
    Errc code;
    std::string detail;  ///< The attempted operation, for the log: "A mx1.example.org".
};

template <class T>
using Result = boost::system::result<T, Failure>;

/// Result of an operation that returns nothing but may fail.
using Outcome = boost::system::result<void, Failure>;

/// Makes a failed Result of any T. Needed if T is an aggregate whose first member can be
/// constructed from Failure; harmless otherwise.
template <class T>
Result<T> failed(Errc code, std::string detail) {
    return Result<T>{boost::system::in_place_error, Failure{code, std::move(detail)}};
}
template <class T>
Result<T> failed(Failure failure) {
    return Result<T>{boost::system::in_place_error, std::move(failure)};
}

/// Asking again may help (RFC 8601 §2.7 calls the outcome "temperror").
constexpr bool is_temporary(Errc code) {
    return code != Errc::no_such_name && code != Errc::malformed && code != Errc::not_allowed;
}

/// Found by ADL: makes `result.value()` throw if a caller cannot continue (start-up only).
[[noreturn]] inline void throw_exception_from_error(const Failure& failure,
                                                    const boost::source_location&) {
    throw std::runtime_error{failure.detail};
}

}  // namespace mailwatchd::base
