#include "observe/reverse_dns/reverse.h"

#include "model/subject.h"
#include "net/spawn.h"
#include "observe/past_caches.h"

#include <algorithm>

namespace mailwatchd::observe {

namespace {

using namespace std::chrono_literals;

/// Time for one address: its PTR and the addresses of up to ten names.
constexpr base::Duration reverse_patience = 30s;
/// Time that a caller waits.
constexpr base::Duration flight_patience = 1min;

bool was_left_unanswered(const model::ReverseDns& look) {
    return std::ranges::any_of(look.forward, [](const model::ReverseDns::Forward& forward) {
        return !forward.addresses && base::is_temporary(forward.addresses.error().code);
    });
}

}  // namespace

std::string reverse_name(const model::Address& address) {
    return address.reversed() + (address.is_v4() ? ".in-addr.arpa" : ".ip6.arpa");
}

net::Awaitable<std::shared_ptr<const model::ReverseDns>> look_up_reverse(net::Clock& clock,
                                                                         net::Resolver& resolver,
                                                                         std::string host,
                                                                         model::Address address,
                                                                         Freshness freshness) {
    const auto deadline = clock.in(reverse_patience);
    const auto taken_at = clock.now();

    dns::Question ptr{reverse_name(address), dns::Type::ptr};
    const auto answer = co_await ask(resolver, std::move(ptr), freshness, deadline);
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
        const auto back = co_await ask(resolver, std::move(forward), freshness, deadline);
        if (back) {
            look->forward.push_back({name, back->addresses()});
        } else {
            look->forward.push_back({name, back.error()});
        }
    }
    co_return look;
}

net::Awaitable<ReverseLooks::Ptr> ReverseLooks::look(Of of, Freshness freshness) {
    const auto known = cache_.latest(of.address, freshness.not_before);
    if (known && known->names && !(freshness.retries && was_left_unanswered(*known)))
        co_return known;
    net::FlightTerms wanted;
    wanted.not_before = freshness.not_before;
    // A flight that uses caches cannot confirm.
    auto flight = of.address.text() + (freshness.past_caches() ? " past caches" : "");
    const auto deadline = clock_.in(flight_patience);
    Cache::Start start = [this, of, freshness] { return look_now(of, freshness); };
    const auto found = co_await cache_.fly(std::move(flight), wanted, deadline, std::move(start));
    if (found) co_return *found;
    co_return std::make_shared<const model::ReverseDns>(
        model::ReverseDns{of.host, of.address, clock_.now(), found.error(), {}});
}

net::Awaitable<base::Result<ReverseLooks::Ptr>> ReverseLooks::look_now(Of of, Freshness freshness) {
    const auto taken = clock_.ticks();
    auto look =
        co_await look_up_reverse(clock_, resolver_, of.host, of.address, std::move(freshness));
    const bool stopped = co_await net::is_cancelled();
    if (stopped) co_return base::Failure{base::Errc::cancelled, of.address.text()};
    cache_.remember(of.address, look, taken);
    co_return look;
}

}  // namespace mailwatchd::observe
