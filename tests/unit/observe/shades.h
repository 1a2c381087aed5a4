// Two small kinds of observation: shades, in TXT records of shade.NAME, and echoes, made of shades.
// They record the calls of the Observer.
#pragma once

#include "net/spawn.h"
#include "network.h"
#include "observe/collector.h"
#include "proto/dns/message.h"
#include "store/fields.h"

#include <algorithm>
#include <string>
#include <vector>

namespace mailwatchd::test {

struct Shade {
    std::string of;
    base::Instant taken_at;
    std::string value;  ///< Empty: the DNS did not answer.
};

}  // namespace mailwatchd::test

namespace mailwatchd::store {

template <>
inline constexpr std::uint64_t version_of<test::Shade> = 4;

}  // namespace mailwatchd::store

namespace mailwatchd::test {

template <class A>
void fields(A& a, store::Ref<A, Shade> v) {
    a.value(v.of);
    a.value(v.taken_at);
    a.value(v.value);
}

/// What an echo needs besides the shade.
struct Echo {};

inline constexpr model::ReadingKind shade_reading{.number = 200,
                                                  .name = "shade",
                                                  .subject = model::Subject::Kind::name,
                                                  .values = "text",
                                                  .confirmation = model::Confirmation::dns};
inline constexpr model::ReadingKind echo_reading{.number = 201,
                                                 .name = "echo",
                                                 .subject = model::Subject::Kind::name,
                                                 .values = "text",
                                                 .confirmation = model::Confirmation::dns};
inline constexpr std::uint16_t shade_number = 701;
inline constexpr std::uint16_t echo_number = 702;

/// In order, over all Observers; a test first clears it.
inline std::vector<std::string>& diary() {
    static std::vector<std::string> lines;
    return lines;
}

using ShadePtr = std::shared_ptr<const Shade>;
using Shades = observe::ObservationCache<std::string, Shade>;

class ShadeCollector final : public observe::Collector {
public:
    ShadeCollector(observe::Observer& observer, std::uint16_t number)
        : network_{observer.network()},
          number_{number},
          shades_{network_.clock, observer.numbers()} {
        diary().push_back("shade opens");
        observer.share(shades_);
    }
    ~ShadeCollector() override { diary().push_back("shade closes"); }

    void take(const model::Needs& needs, const observe::Freshness& freshness, Work& work) override {
        for (const auto& name : needs.of<Shade>())
            if (!shades_.latest(name, freshness.not_before)) work.push_back(look(name));
    }
    net::Awaitable<void> finish(const model::Needs&, observe::Freshness) override {
        diary().push_back("shade finishes after " + std::to_string(shades_.size()));
        co_return;
    }
    void configure(const observe::ObserverSettings& settings) override {
        diary().push_back("shade as " + settings.look.helo_name);
    }
    void show(const model::Needs& needs, model::World& world) const override {
        for (const auto& name : needs.of<Shade>())
            if (auto shade = shades_.latest(name)) world.of<Shade>().push_back(std::move(shade));
    }
    void see(const model::World& world, observe::Seen& seen) const override {
        for (const auto& shade : world.of<Shade>()) add(shade, seen);
    }
    void see_our_own(observe::Seen& seen) const override {
        if (const auto ours = shades_.latest("ours.example")) add(ours, seen);
    }
    void add_subjects(const model::Needs& needs,
                      std::vector<model::Subject>& subjects) const override {
        for (const auto& name : needs.of<Shade>()) subjects.push_back(model::Subject::name(name));
    }
    net::Awaitable<void> recheck(const observe::RecheckRequest& what, observe::Freshness,
                                 observe::Seen& seen) override {
        co_await look(what.subject.text);
        if (const auto shade = shades_.latest(what.subject.text)) add(shade, seen);
    }
    void add_stored(const model::Topology&, const model::Needs& needs,
                    std::vector<observe::StoreKey>& keys) const override {
        for (const auto& name : needs.of<Shade>())
            keys.push_back({model::Subject::name(name), number_});
    }
    void restore(std::string_view body) override {
        const auto shade = observe::from_store<Shade>(body);
        diary().push_back(shade ? "shade restored" : "shade refused");
        if (!shade) return;
        shades_.restore(shade->of, shade, shade->taken_at);
    }
    void forget(base::Ticks before, const observe::Retained& wanted) override {
        shades_.forget(before, [&](const std::string& name, const Shade&) {
            return wanted.subject(model::Subject::name(name));
        });
    }
    std::size_t size() const override { return shades_.size(); }

private:
    net::Awaitable<void> look(std::string name) {
        const auto taken = network_.clock.ticks();
        Shade shade{name, network_.clock.now(), {}};
        dns::Question question{"shade." + name, dns::Type::txt};
        net::AskOptions options;
        const auto deadline = network_.clock.in(std::chrono::seconds{30});
        const auto answer =
            co_await network_.resolver.ask(std::move(question), std::move(options), deadline);
        const bool stopped = co_await net::is_cancelled();
        if (stopped) co_return;
        if (answer && !answer->empty()) shade.value = answer->texts().front();
        shades_.remember(name, std::make_shared<const Shade>(std::move(shade)), taken);
    }
    void add(const ShadePtr& shade, observe::Seen& seen) const {
        observe::Seen once;
        once.readings.push_back({.subject = model::Subject::name(shade->of),
                                 .kind = &shade_reading,
                                 .argument = {},
                                 .value = shade->value,
                                 .taken_at = shade->taken_at});
        observe::stamp(once.readings, shades_.find(shade->of), shade);
        once.observations.push_back(
            observe::to_store({model::Subject::name(shade->of), number_}, shade));
        seen.add(std::move(once));
    }

    const observe::Network network_;
    std::uint16_t number_;
    Shades shades_;
};

/// Has no cache of its own.
class EchoCollector final : public observe::Collector {
public:
    EchoCollector(observe::Observer& observer, std::uint16_t) : shades_{observer.use<Shades>()} {
        diary().push_back("echo opens");
    }
    ~EchoCollector() override {
        diary().push_back("echo closes beside " + std::to_string(shades_.size()));
    }

    net::Awaitable<void> finish(const model::Needs&, observe::Freshness) override {
        diary().push_back("echo finishes");
        co_return;
    }
    void show(const model::Needs&, model::World&) const override {}
    void see(const model::World& world, observe::Seen& seen) const override {
        for (const auto& shade : world.of<Shade>()) add(shade->of, seen);
    }
    void see_our_own(observe::Seen& seen) const override { add("ours.example", seen); }
    void add_subjects(const model::Needs& needs,
                      std::vector<model::Subject>& subjects) const override {
        for (const auto& name : needs.of<Echo>()) subjects.push_back(model::Subject::name(name));
    }
    net::Awaitable<void> recheck(const observe::RecheckRequest& what, observe::Freshness,
                                 observe::Seen& seen) override {
        add(what.subject.text, seen);
        co_return;
    }
    void restore(std::string_view body) override {
        diary().push_back("echo got " + std::string{body});
    }
    void forget(base::Ticks, const observe::Retained&) override {}
    std::size_t size() const override { return 0; }

private:
    void add(const std::string& name, observe::Seen& seen) const {
        if (const auto shade = shades_.latest(name))
            seen.readings.push_back({.subject = model::Subject::name(name),
                                     .kind = &echo_reading,
                                     .argument = {},
                                     .value = shade->value + ' ' + shade->value});
    }
    Shades& shades_;
};

inline constexpr const model::ReadingKind* shade_readings[]{&shade_reading};
inline constexpr const model::ReadingKind* echo_readings[]{&echo_reading};
inline const observe::Kind shade_kind{"shade", shade_readings, observe::open_as<ShadeCollector>,
                                      true};
inline const observe::Kind echo_kind{"echo", echo_readings, observe::open_as<EchoCollector>};
inline const observe::NumberedKind two_kinds[]{{shade_number, &shade_kind},
                                               {echo_number, &echo_kind}};

}  // namespace mailwatchd::test
