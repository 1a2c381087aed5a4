// What changes of one cause have in common (ReadingKind::cause), besides the reading and its
// values.
#pragma once

#include "model/subject.h"

#include <string>
#include <string_view>

namespace mailwatchd::model {

/// The same values, wherever they are: one certificate on many ports, one record of many domains.
inline std::string anywhere(const Subject&, std::string_view) { return {}; }

/// The same host, at all its addresses.
inline std::string on_host(const Subject& subject, std::string_view) {
    return std::string{subject.host()};
}

/// The same port of a host, over IPv4 and IPv6.
inline std::string on_port_of_host(const Subject& subject, std::string_view) {
    return std::string{subject.host()}.append(":").append(subject.place().port);
}

/// The same host and argument, at all addresses of the host.
inline std::string on_host_by_argument(const Subject& subject, std::string_view argument) {
    return std::string{subject.host()}.append(" ").append(argument);
}

}  // namespace mailwatchd::model
