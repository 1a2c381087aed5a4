#include "observe/name_certificate/names.h"

#include "model/subject.h"
#include "watch/freshness.h"

#include <algorithm>

namespace mailwatchd::observe {

namespace {

using namespace std::chrono_literals;

/// How long a round waits while other names of the endpoint are asked.
constexpr base::Duration line_patience = 10min;

NameCertificates::Key key_of(const model::Endpoint& endpoint) {
    return {address_port(endpoint), endpoint.host};
}

Purpose purpose_of(const Freshness& freshness) {
    // The port's scheduled session is the one that all names share.
    return freshness.purpose == Purpose::requested ? Purpose::requested : Purpose::confirming;
}

}  // namespace

/// A name is asked once per interval; a person's request asks it again.
base::Ticks NameCertificates::not_before(const Freshness& freshness) const {
    const bool is_regular =
        freshness.purpose == Purpose::scheduled && freshness.interval > base::Duration{};
    if (!is_regular) return freshness.not_before;
    return clock_.ticks() - freshness.interval + watch::freshness(freshness.interval);
}

bool NameCertificates::is_open(const model::Endpoint& endpoint, const Freshness& freshness) const {
    const auto shared = sessions_.latest(endpoint);
    if (!shared || sessions_.untrusted(endpoint) || model::is_answered(*shared, endpoint.host))
        return false;
    NameTurn name;
    if (const auto* const known = cache_.find(key_of(endpoint))) {
        name.last = known->taken;
        name.is_outdated =
            known->value->tls && model::compare(*known->value, *shared) == model::Likeness::unknown;
    }
    return is_due(name, not_before(freshness));
}

net::Awaitable<void> NameCertificates::look(model::Endpoint endpoint, Freshness freshness) {
    auto line = place_of(endpoint).line;
    const auto permit = co_await line.acquire(clock_, clock_.in(line_patience));
    if (!permit || !is_open(endpoint, freshness) || !takes_turn(endpoint, freshness)) co_return;
    const auto session = co_await sessions_.look_as(endpoint, purpose_of(freshness));
    if (session) remember(**session);
}

NameCertificates::Place& NameCertificates::place_of(const model::Endpoint& endpoint) {
    return places_[address_port(endpoint)];
}

NameRule NameCertificates::rule(const model::MailSession& shared, base::Ticks not_before) const {
    const auto place = address_port(shared.endpoint);
    std::vector<NameShown> names;
    cache_.for_each_from({place, {}}, [&](const Key& key, const Cache::Entry& entry) {
        if (key.place != place) return false;
        if (key.host != shared.endpoint.host)
            names.push_back({model::compare(*entry.value, shared), entry.taken});
        return true;
    });
    const auto rule = name_rule(names, not_before);
    // A sample does not answer for names that may stand in a certificate of very many names.
    const bool is_cut = !model::has_all_names(*shared.tls->certificate);
    return is_cut && rule == NameRule::same_for_all ? NameRule::by_name : rule;
}

bool NameCertificates::others_wait(const Key& key) const {
    const auto* const own = cache_.find(key);
    if (own == nullptr) return false;
    for (auto other = waiting_.lower_bound({key.place, {}});
         other != waiting_.end() && other->first.place == key.place; ++other) {
        if (other->first == key || other->second < clock_.ticks()) continue;
        const auto* const known = cache_.find(other->first);
        if (known == nullptr || known->taken < own->taken) return true;
    }
    return false;
}

bool NameCertificates::takes_turn(const model::Endpoint& endpoint, const Freshness& freshness) {
    const auto shared = sessions_.latest(endpoint);
    auto& place = place_of(endpoint);
    if (place.shared_at != shared->taken_at) {
        place.shared_at = shared->taken_at;
        place.begun = 0;
    }
    const auto key = key_of(endpoint);
    NameTurn name;
    name.begun = place.begun;
    name.others_wait = others_wait(key);
    name.is_requested = freshness.purpose == Purpose::requested;
    if (!is_turn(name, rule(*shared, not_before(freshness)))) {
        // Its next chance is the target's next audit, and the one after that.
        if (!name.is_requested) waiting_[key] = clock_.ticks() + 2 * freshness.interval;
        return false;
    }
    waiting_.erase(key);
    ++place.begun;
    return true;
}

void NameCertificates::remember(const model::MailSession& session) {
    const auto shared = sessions_.latest(session.endpoint);
    model::NameCertificate own{session.endpoint, session.taken_at, session.tls, {}};
    if (shared && shared->tls && shared->tls->certificate)
        own.shared_sha256 = shared->tls->certificate->sha256;
    cache_.remember(key_of(session.endpoint),
                    std::make_shared<const model::NameCertificate>(std::move(own)),
                    base::ticks_of(session.taken_at, clock_.moment()));
}

std::optional<model::SeenName> NameCertificates::seen(const model::Endpoint& endpoint) const {
    const auto shared = sessions_.latest(endpoint);
    if (!shared || model::is_answered(*shared, endpoint.host)) return std::nullopt;
    model::SeenName name{endpoint, cache_.latest(key_of(endpoint)), false};
    name.is_same_for_all = rule(*shared, base::Ticks::min()) == NameRule::same_for_all;
    return name;
}

void NameCertificates::forget(base::Ticks before, const HostNames& host_names) {
    std::optional<model::AddressPort> place;
    std::set<std::string, std::less<>> names;
    cache_.forget(before, [&](const Key& key, const model::NameCertificate& own) {
        if (place != key.place) {
            place = key.place;
            names = host_names(model::Subject::endpoint(own.endpoint));
        }
        return names.contains(key.host);
    });
    std::erase_if(waiting_, [&](const auto& each) { return each.second < clock_.ticks(); });
    std::erase_if(places_, [&](const auto& each) {
        const auto& [at, state] = each;
        const auto* const service = model::service_of(at.port);
        return state.line.in_use() == 0 && service != nullptr &&
               !sessions_.latest({{}, at.address, *service});
    });
}

}  // namespace mailwatchd::observe
