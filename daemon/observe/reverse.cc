#include "observe/reverse.h"

#include "observe/past_caches.h"

namespace mailwatchd::observe {

namespace {

using namespace std::chrono_literals;

/// For one address: its PTR and up to ten names' addresses.
constexpr base::Duration reverse_patience = 30s;

}  // namespace

std::string reverse_name(const model::Address& address) {
    return address.reversed() + (address.is_v4() ? ".in-addr.arpa" : ".ip6.arpa");
}

net::Awaitable<std::shared_ptr<const model::ReverseDns>> look_up_reverse(net::Clock& clock,
                                                                         net::Resolver& resolver,
                                                                         std::string host,
                                                                         model::Address address,
                                                                         Demand demand) {
    const auto deadline = clock.in(reverse_patience);
    const auto taken_at = clock.now();

    dns::Question ptr{reverse_name(address), dns::Type::ptr};
    const auto answer = co_await ask(clock, resolver, std::move(ptr), demand, deadline);
    base::Result<std::vector<std::string>> names = std::vector<std::string>{};
    if (answer) {
        names = answer->names();
        if (names->size() > model::ptr_names_max) names->resize(model::ptr_names_max);
    } else {
        names = answer.error();
    }
    const auto look = std::make_shared<model::ReverseDns>(
        model::ReverseDns{std::move(host), address, taken_at, std::move(names), {}});
    if (!look->names) co_return look;
    for (const auto& name : *look->names) {
        dns::Question forward{name, address.is_v4() ? dns::Type::a : dns::Type::aaaa};
        const auto back = co_await ask(clock, resolver, std::move(forward), demand, deadline);
        if (back) {
            look->forward.push_back({name, back->addresses()});
        } else {
            look->forward.push_back({name, back.error()});
        }
    }
    co_return look;
}

}  // namespace mailwatchd::observe
