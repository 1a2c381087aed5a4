// Converts pacing state between net/, which uses it, and store/, which must not depend on net/.
#pragma once

#include "engine/db_executor.h"
#include "net/pace.h"
#include "observe/observer.h"
#include "observe/series/active.h"
#include "publish/metrics/own_metrics.h"
#include "store/record.h"

namespace mailwatchd::engine {

net::PaceRecord to_net(const store::Pace& stored);
store::Pace to_store(const net::PaceRecord& known);

std::vector<observe::ProviderBackoff> to_observe(const std::vector<store::ProviderBackoff>& stored);
std::vector<store::ProviderBackoff> to_store(const std::vector<observe::ProviderBackoff>& known);

/// A provider's backoff survives a restart, whatever happens to the round or recheck.
net::Awaitable<void> record_backoffs(observe::Observer& observer, DbExecutor& db,
                                     publish::OwnMetrics& metrics);

}  // namespace mailwatchd::engine
