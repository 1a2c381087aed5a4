#include "engine/pace_record.h"

namespace mailwatchd::engine {

net::PaceRecord to_net(const store::Pace& stored) {
    net::PaceRecord record{
        stored.address, stored.last_session, stored.blocked_until, stored.patience, {}};
    for (const auto& port : stored.ports)
        record.ports.push_back({port.port, port.last_session, port.last_scheduled});
    return record;
}

store::Pace to_store(const net::PaceRecord& known) {
    store::Pace record{known.address, known.last_session, known.blocked_until, known.patience, {}};
    for (const auto& port : known.ports)
        record.ports.push_back({port.port, port.last_session, port.last_scheduled});
    return record;
}

std::vector<observe::KeptOff> to_observe(const std::vector<store::KeptOff>& stored) {
    std::vector<observe::KeptOff> known;
    for (const auto& [provider, until] : stored) known.push_back({provider, until});
    return known;
}

std::vector<store::KeptOff> to_store(const std::vector<observe::KeptOff>& known) {
    std::vector<store::KeptOff> stored;
    for (const auto& [provider, until] : known) stored.push_back({provider, until});
    return stored;
}

net::Awaitable<void> keep_off(observe::Observer& observer, DbExecutor& db,
                              publish::OwnMetrics& metrics) {
    const auto providers = std::make_shared<const std::vector<store::KeptOff>>(
        to_store(observer.use<observe::Active>().kept_off()));
    DbExecutor::Job job = [providers](store::Store& store) {
        return store.commit_kept_off(*providers);
    };
    const auto outcome = co_await db.run("writing provider back-offs", std::move(job));
    if (!outcome) metrics.count_state_write_error();
}

}  // namespace mailwatchd::engine
