// Addresses as Asio's endpoints. Private to net/.
#pragma once

#include "model/address.h"

#include <boost/asio/ip/address.hpp>

#include <algorithm>
#include <cstdint>

namespace mailwatchd::net {

template <class Protocol>
typename Protocol::endpoint to_endpoint(const model::Address& address, std::uint16_t port) {
    namespace ip = boost::asio::ip;
    if (address.is_v4()) {
        ip::address_v4::bytes_type bytes{};
        std::ranges::copy(address.bytes(), bytes.begin());
        return {ip::address_v4{bytes}, port};
    }
    ip::address_v6::bytes_type bytes{};
    std::ranges::copy(address.bytes(), bytes.begin());
    return {ip::address_v6{bytes}, port};
}

}  // namespace mailwatchd::net
