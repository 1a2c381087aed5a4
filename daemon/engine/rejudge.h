// Judging targets from what is remembered and recording what came of it.
#pragma once

#include "engine/audit.h"
#include "engine/state_writer.h"
#include "engine/targets.h"

#include <string>
#include <vector>

namespace mailwatchd::engine {

/// The parts that a round and a confirmation share. Everything outlives them.
struct Engine {
    /// When a target whose round ended with this topology is due next.
    std::function<base::Instant(const Target&, const model::Topology&)> next_due;
    net::Clock& clock;
    observe::Observer& observer;
    DbExecutor& db;
    StateWriter& state_writer;
    Targets& targets;
    publish::OwnMetrics& metrics;
    base::Log& log;
};

/// What the target rests on, from memory, with silence that has been confirmed as `filtered`.
model::World world_of(const Engine& engine, const Target& target, observe::TopologyPtr topology);

/// Nothing that the target rests on is in doubt.
bool is_settled(const Engine& engine, const Target& target);

/// Brings back from the store what was observed before the start.
net::Awaitable<void> warm_up(Engine& engine, std::string name);

/// Who sent us away survives a restart, whatever else becomes of the round.
net::Awaitable<void> keep_off(Engine& engine);

/// The observations of a world as the store keeps them.
std::vector<store::Observed> observed(Engine& engine, const model::World& world);

/// Judges the named targets from what is remembered and records them.
net::Awaitable<void> judge_and_record(Engine& engine, std::vector<std::string> names,
                                      StateWriter::Telling telling);

/// What `StateWriter::believe` asks about readings and transitions.
watch::ContextOf context_of(const Engine& engine, const Plan& plan);
/// Names the targets of a transition; that of an MX set says what is wrong with its new hosts.
StateWriter::NameTargets names_for(const Engine& engine);

/// Records what is known of a target as it is: after it was paused or resumed.
net::Awaitable<void> record_state(Engine& engine, std::string name);

/// What a round ends with: its reports (none where the target is in doubt) and the next due time,
/// recorded together.
struct RoundRecord {
    std::vector<CheckResult> results;
    observe::TopologyPtr topology;
    base::Instant next_due;
    base::Ticks started;
};
net::Awaitable<void> record_round(Engine& engine, std::string name, RoundRecord round);

}  // namespace mailwatchd::engine
