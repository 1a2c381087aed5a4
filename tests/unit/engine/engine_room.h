// A store, a writer and a sender on a simulated clock, for tests of one of them.
#pragma once

#include "engine/state_writer.h"
#include "support/held_executor.h"
#include "support/house.h"
#include "support/kept_log.h"
#include "support/readings.h"
#include "support/temporary_folder.h"

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace mailwatchd::engine {

inline TargetPlan plan_of(const std::string& name) {
    TargetPlan plan;
    plan.settings.name = model::TargetName::parse(name).value();
    plan.settings.interval = std::chrono::hours{24};
    plan.checks = std::make_shared<const std::vector<CheckPlan>>();
    return plan;
}

inline net::Awaitable<void> job_at_once(std::function<void()> job) {
    job();
    co_return;
}

class EngineRoom : public testing::Test {
protected:
    EngineRoom() { restart(); }
    ~EngineRoom() override { stop(); }

    /// A new process on the same store; nothing is sent before `sender->start()`. `between` runs
    /// while the file is closed.
    void restart(const std::function<void()>& between = [] {}) {
        if (sender) stop();
        clock.settle();
        writer.reset();
        sender.reset();
        db.reset();
        store.reset();
        between();
        store = store::Store::open(state_file(), test::reading_kinds()).value();
        auto loaded = store->load([](std::string_view) { return nullptr; }).value();
        db = std::make_unique<test::HeldExecutor>(clock, *store, disk);
        RunBlocking at_once = [](std::string, std::function<void()> job) {
            return job_at_once(std::move(job));
        };
        sender = std::make_unique<EventSender>(EventSender::Tools{
            clock.executor(), clock, *db, sink, std::move(at_once), metrics, log});
        writer =
            std::make_unique<StateWriter>(StateWriter::Tools{clock.executor(), clock, *db, targets,
                                                             *sender, numbers, metrics, log},
                                          loaded.install_id, watch::Waits{}, test::reading_kinds());
        writer->standing_table().restore(loaded.memory, clock.moment());
        numbers.start_at(writer->standing_table().next_look_number());
    }

    void stop() {
        clock.run(writer->stop());
        clock.run(sender->stop());
    }

    /// A reading that is confirmed immediately: the first is a silent baseline, each other one a
    /// change.
    model::Reading reading(const std::string& value, const std::string& subject) {
        model::Reading reading;
        reading.subject = model::Subject::name(subject);
        reading.kind = &reading::rules;
        reading.value = value;
        reading.taken_at = clock.now();
        reading.ticks = clock.ticks();
        reading.look = numbers.next();
        return reading;
    }
    Intake seen(const std::string& value) {
        Intake intake;
        intake.readings.push_back(reading(value, "example.org"));
        return intake;
    }

    /// Ingests in the background, so that the caller can inspect work in progress.
    void begin_ingest(const std::string& value, const net::CancelHandle& stop = {}) {
        clock.start(ingest(seen(value)), stop);
    }
    /// A confirmed change, committed.
    void change(const std::string& value) { see("example.org", value); }

    /// One observation of a subject, folded and committed.
    void see(const std::string& subject, const std::string& value) {
        clock.run_until(clock.ticks() + std::chrono::seconds{2});
        Intake intake;
        intake.readings.push_back(reading(value, subject));
        clock.run(ingest(std::move(intake)));
    }

    net::Awaitable<void> ingest(Intake intake) {
        watch::ContextOf no_context;
        StateWriter::NameTargets nobody = [](model::Transition&) {};
        auto done =
            co_await writer->ingest(std::move(intake), std::move(no_context), std::move(nobody));
        written.push_back(done.written);
        if (keep_holds) holds.push_back(std::move(done.hold));
    }

    void begin_sending() {
        sender->start();
        clock.settle();
    }
    std::string confirmed_value(const std::string& subject = "example.org") const {
        return std::string{
            writer->standing_table().value(model::Subject::name(subject), reading::rules)};
    }
    /// "1>2", one per event, in order.
    std::vector<std::string> delivered() const {
        std::vector<std::string> lines;
        for (const auto& event : sink.all) lines.push_back(event.old_value + '>' + event.new_value);
        return lines;
    }

    std::string state_file() const { return folder.file(); }

    test::TemporaryFolder folder;
    test::SimulatedClock clock;
    test::Disk disk;
    test::ToldTransitions sink;
    test::KeptLog log;
    publish::OwnMetrics metrics{{"0.1.0", "", ""}, {}, {}, test::reading_kinds().changes()};
    observe::LookNumbers numbers;
    Targets targets{[](const model::Needs&) { return std::vector<model::Subject>{}; }};
    std::unique_ptr<store::Store> store;
    std::unique_ptr<test::HeldExecutor> db;
    std::unique_ptr<EventSender> sender;
    std::unique_ptr<StateWriter> writer;
    std::vector<Written> written;
    bool keep_holds = false;
    std::vector<EventSender::Hold> holds;
};

}  // namespace mailwatchd::engine
