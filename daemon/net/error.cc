#include "net/error.h"

#include <boost/asio/error.hpp>
#include <boost/asio/ssl/error.hpp>

#include <cerrno>

namespace mailwatchd::net {

namespace asio = boost::asio;

namespace {

base::Errc code_of_system(int error) {
    switch (error) {
        case ECONNREFUSED: return base::Errc::refused;
        case ETIMEDOUT: return base::Errc::timed_out;
        case ECONNRESET:
        case ECONNABORTED:
        case ENOTCONN:
        case EPIPE: return base::Errc::reset;
        case EMFILE:
        case ENFILE:
        case ENOBUFS:
        case ENOMEM: return base::Errc::no_resources;
        case EPERM: return base::Errc::not_allowed;  // A packet filter or systemd on this machine.
        case ECANCELED:
        case EBADF: return base::Errc::cancelled;  // The stream was closed during the call.
        default: return base::Errc::unreachable;  // EHOSTUNREACH, ENETUNREACH, EACCES (ICMPv6), …
    }
}

base::Errc code_of(const boost::system::error_code& error) {
    if (error.category() == boost::system::system_category()) return code_of_system(error.value());
    if (error == asio::error::eof || error == asio::ssl::error::stream_truncated)
        return base::Errc::reset;
    return base::Errc::tls_failed;
}

}  // namespace

base::Failure to_failure(const boost::system::error_code& error, std::string_view doing) {
    return {code_of(error), std::string{doing}.append(": ").append(error.message())};
}

}  // namespace mailwatchd::net
