// Asio's timer on CLOCK_BOOTTIME. Private to net/.
#pragma once

#include <boost/asio/basic_waitable_timer.hpp>

#include "net/boot_time.h"

namespace mailwatchd::net {

using BootTimer = boost::asio::basic_waitable_timer<BootTime>;

}  // namespace mailwatchd::net
