#include "harness/rounds.h"

#include "observe/collector.h"
#include "observe/observer.h"
#include "support/kinds.h"

#include <memory>

namespace mailwatchd::test {

namespace {

using namespace std::chrono_literals;

/// Duration of every round, so that two of them can overlap.
constexpr base::Duration look_time = 2s;
constexpr std::uint16_t number = 65'000;

class Stay {
public:
    explicit Stay(int& count) : count_{count} { ++count_; }
    ~Stay() { --count_; }
    Stay(const Stay&) = delete;
    Stay& operator=(const Stay&) = delete;

private:
    int& count_;
};

class Counter final : public observe::Collector {
public:
    explicit Counter(observe::Observer& observer) : observer_{observer} {
        observer_.share(rounds_);
    }
    void take(const model::Needs& needs, const observe::Freshness& freshness, Work& work) override {
        if (!freshness.cached_for) work.push_back(look(needs.target.name));
    }
    void show(const model::Needs&, model::World&) const override {}
    void see(const model::World&, observe::Seen&) const override {}
    net::Awaitable<void> recheck(const observe::RecheckRequest&, observe::Freshness,
                                 observe::Seen&) override {
        co_return;
    }
    void forget(base::Ticks, const observe::Retained&) override {}
    std::size_t size() const override { return 0; }

private:
    net::Awaitable<void> look(std::string target) {
        const Stay stay{rounds_.of[target]};
        auto& clock = observer_.network().clock;
        co_await clock.sleep_until(clock.ticks() + look_time);
    }

    observe::Observer& observer_;
    RoundsUnderWay rounds_;
};

std::unique_ptr<observe::Collector> open_counter(observe::Observer& observer, std::uint16_t) {
    return std::make_unique<Counter>(observer);
}

constexpr observe::Kind counter{.name = "rounds", .readings = {}, .open = open_counter};

}  // namespace

std::span<const observe::NumberedKind> kinds_with_counter() {
    static constexpr observe::NumberedKind more[] = {{number, &counter}};
    static const auto all = kinds_with(more);
    return all;
}

}  // namespace mailwatchd::test
