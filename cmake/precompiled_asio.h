// The same for files that may see Asio. Others must not, because Asio needs its own objects
// wherever it is included.
#pragma once

#include "checks/hosts.h"
#include "observe/dnsbl/dnsbl_client.h"
#include "observe/observer.h"
#include "precompiled.h"
#include "publish/audit.h"
#include "store/store.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
