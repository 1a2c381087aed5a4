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

std::vector<observe::ProviderBackoff> to_observe(
    const std::vector<store::ProviderBackoff>& stored) {
    std::vector<observe::ProviderBackoff> known;
    known.reserve(stored.size());
    for (const auto& [provider, until] : stored) known.push_back({provider, until});
    return known;
}

std::vector<store::ProviderBackoff> to_store(const std::vector<observe::ProviderBackoff>& known) {
    std::vector<store::ProviderBackoff> stored;
    stored.reserve(known.size());
    for (const auto& one : known) stored.push_back({one.provider, one.until});
    return stored;
}

net::Awaitable<void> record_backoffs(observe::Observer& observer, DbExecutor& db,
                                     publish::OwnMetrics& metrics) {
    const auto providers = std::make_shared<const std::vector<store::ProviderBackoff>>(
        to_store(observer.use<observe::Active>().backoffs()));
    DbExecutor::Job job = [providers](store::Store& store) {
        return store.commit_backoffs(*providers);
    };
    const auto outcome = co_await db.run("writing provider back-offs", std::move(job));
    if (!outcome) metrics.count_state_write_error();
}

}  // namespace mailwatchd::engine
