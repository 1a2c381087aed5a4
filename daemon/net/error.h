// What the system's error codes mean to us. Private to net/.
#pragma once

#include "base/result.h"

#include <boost/system/error_code.hpp>

#include <string_view>

namespace mailwatchd::net {

/// `doing` stands in front of the system's words in the Failure's detail.
base::Failure to_failure(const boost::system::error_code& error, std::string_view doing);

}  // namespace mailwatchd::net
