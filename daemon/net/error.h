// Maps the system's error codes to ours. Private to net/.
#pragma once

#include "base/result.h"

#include <boost/system/error_code.hpp>

#include <string_view>

namespace mailwatchd::net {

/// `doing` precedes the system's message in the Failure's detail.
base::Failure to_failure(const boost::system::error_code& error, std::string_view doing);

}  // namespace mailwatchd::net
