#include "model/endpoint.h"

#include <algorithm>

namespace mailwatchd::model {

const Service* service_of(std::uint16_t port) {
    const auto* const found = std::ranges::find(services, port, &Service::port);
    return found == services.end() ? nullptr : found;
}

}  // namespace mailwatchd::model
