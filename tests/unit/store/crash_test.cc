// kill -9 at random instants (promise 4, failure S1; kill_test.cc covers each instant): confirmed
// commits are there, a transition is there together with its standing or not at all, and no id
// occurs twice.
#include "samples.h"
#include "store/store.h"
#include "support/readings.h"
#include "watch/standing_table.h"

#include <gtest/gtest.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <random>
#include <set>
#include <sys/wait.h>
#include <unistd.h>

namespace mailwatchd::store {
namespace {

using namespace std::chrono_literals;

const model::Subject domain = model::Subject::name("example.org");

watch::Waits at_once() {
    watch::Waits waits;
    waits.dns.clear();  // Every other value is a change.
    return waits;
}

struct Life {
    std::unique_ptr<Store> store;
    Loaded loaded;
    watch::StandingTable standing_table;

    explicit Life(const std::string& path)
        : store{Store::open(path, test::reading_kinds()).value()},
          loaded{*store->load({})},
          standing_table{loaded.install_id, at_once(), test::reading_kinds()} {
        standing_table.restore(loaded.memory, samples::moment(samples::noon));
    }
    /// Changes so far: each takes one second of the readings' time.
    std::int64_t changes() const {
        const auto standing = standing_table.find(domain, reading::listed);
        return standing ? standing->since - std::int64_t{watch::seconds_of(samples::noon)} : -1;
    }
};

/// Writes endlessly: one change, one commit, then the delivery. The pipe holds what was delivered.
[[noreturn]] void write_until_killed(const std::string& path, int world) {
    Life life{path};
    for (int step = 1;; ++step) {
        const auto was = life.standing_table.find(domain, reading::listed);
        const auto last = was ? watch::instant_of(was->run_at) : samples::noon;
        auto reading = samples::reading(
            domain, reading::listed, was && was->value == watch::value::listed ? "clear" : "listed",
            last + 1s);
        reading.look = life.standing_table.next_look_number();
        const auto now = samples::moment(reading.taken_at);
        const auto batch = life.standing_table.ingest(std::span{&reading, 1}, {}, now);
        if (!life.store->commit(batch)) ::_exit(1);
        life.standing_table.apply(batch);
        const auto changes = life.changes();
        if (::write(world, &changes, sizeof changes) != sizeof changes) ::_exit(1);
        for (const auto& reported : batch.transitions)
            if (!life.store->mark_delivered(std::vector{reported.id})) ::_exit(1);
    }
}

/// The last change that was confirmed before the writer was killed, `microseconds` after its first
/// one, so that it was alive even on a slow machine.
std::int64_t run_and_kill(const std::string& path, unsigned microseconds) {
    std::array<int, 2> ends{};
    EXPECT_EQ(::pipe2(ends.data(), O_CLOEXEC), 0);
    const auto child = ::fork();
    if (child == 0) {
        ::close(ends[0]);
        write_until_killed(path, ends[1]);
    }
    ::close(ends[1]);
    std::int64_t last = -1;
    EXPECT_EQ(::read(ends[0], &last, sizeof last), ssize_t{sizeof last});
    ::usleep(microseconds);
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    for (std::int64_t changes = 0; ::read(ends[0], &changes, sizeof changes) == sizeof changes;)
        last = changes;
    ::close(ends[0]);
    return last;
}

/// In the environment, for more than CI has time for.
int kills() {
    const auto* const asked = std::getenv("MAILWATCHD_KILLS");
    return asked != nullptr ? std::atoi(asked) : 60;
}

TEST(Crash, s1_kill_at_any_instant) {
    const samples::Folder folder;
    std::minstd_rand random{1};
    std::int64_t before = -1;
    for (int round = 0; round < kills(); ++round) {
        const auto acknowledged =
            run_and_kill(folder.file(), static_cast<unsigned>(random() % 20000));
        const Life life{folder.file()};
        ASSERT_EQ(life.store->recovered_from(), "") << "a kill is no damage";
        ASSERT_GE(life.changes(), acknowledged) << "an acknowledged commit is lost";
        ASSERT_GE(life.changes(), before) << "time ran backwards";
        ASSERT_LE(life.changes(), acknowledged + 1);
        before = life.changes();
        ASSERT_LE(*life.store->undelivered_count(), static_cast<std::size_t>(round) + 1);
    }
    const Life life{folder.file()};
    const auto reported = *life.store->events({.limit = 100000});
    std::set<std::string> ids;
    for (const auto& transition : reported) EXPECT_TRUE(ids.insert(transition.id).second);
    // Flapping from the fifth on: one entry a day, but every change is recorded.
    EXPECT_EQ(ids.size(), 5U + static_cast<std::size_t>(before) / (24U * 3600U));
    std::printf("random kills: %d, acknowledged commits lost: 0, changes: %lld\n", kills(),
                static_cast<long long>(before));
}

}  // namespace
}  // namespace mailwatchd::store
