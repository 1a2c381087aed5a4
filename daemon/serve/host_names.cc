#include "serve/host_names.h"

#include "base/ascii.h"

#include <boost/asio/ip/address.hpp>

namespace mailwatchd::serve {

namespace {

bool is_address(std::string_view host) {
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    boost::system::error_code error;
    boost::asio::ip::make_address(std::string{host}, error);
    return !error;
}

}  // namespace

HostNames::HostNames(const std::vector<std::string>& names) {
    for (const auto& given : names) {
        auto name = base::lower(given);
        if (name.ends_with('.')) name.pop_back();
        names_.insert(std::move(name));
    }
}

bool HostNames::has(std::string_view host) const {
    if (host.ends_with('.')) host.remove_suffix(1);
    return host == "localhost" || host.ends_with(".localhost") || names_.contains(host) ||
           is_address(host);
}

}  // namespace mailwatchd::serve
