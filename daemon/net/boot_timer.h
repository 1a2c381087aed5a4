// Asio's timer on CLOCK_BOOTTIME. Private to net/.
#pragma once

#include "net/boot_time.h"

#include <boost/asio/basic_waitable_timer.hpp>

namespace mailwatchd::net {

using BootTimer = boost::asio::basic_waitable_timer<BootTime>;

}  // namespace mailwatchd::net
