#include "observe/session/mail_look.h"

#include <array>
#include <optional>

namespace mailwatchd::observe {

namespace {

using proto::Step;

/// One dialogue in progress. Lives in the coroutine frame of `drive`.
class Dialogue {
public:
    Dialogue(net::Clock& clock, net::Stream& stream, proto::SessionMachine& machine,
             const LookSettings& settings)
        : clock_{clock},
          stream_{stream},
          machine_{machine},
          began_{clock.ticks()},
          deadline_{clock.in(settings.greeting_patience)},
          session_patience_{settings.session_patience},
          session_enough_{settings.session_enough} {}

    net::Awaitable<void> run() {
        for (;;) {
            auto step = machine_.next();
            if (step.kind == Step::Kind::done) break;
            if (step.kind == Step::Kind::read) co_await read(step.silence);
            if (step.kind == Step::Kind::write) co_await write(std::move(step.bytes));
            if (step.kind == Step::Kind::start_tls) co_await secure();
            note_greeting();
        }
        stream_.close();
    }

    base::Duration greeting_time() const { return greeting_time_; }

private:
    net::Awaitable<void> read(base::Duration silence) {
        std::array<char, proto::read_bytes_max> chunk;
        auto deadline = deadline_;
        const bool may_be_silent =
            silence > base::Duration{} && clock_.in(silence).at < deadline.at;
        if (may_be_silent) deadline = clock_.in(silence);
        const auto size = co_await stream_.read_some(chunk, deadline);
        if (!size && may_be_silent && size.error().code == base::Errc::timed_out) {
            machine_.silent();
        } else if (!size) {
            machine_.ended(size.error());
        } else if (*size == 0) {
            machine_.closed();
        } else {
            if (enough_at_ && clock_.ticks() >= *enough_at_) machine_.hurry();
            machine_.received({chunk.data(), *size});
        }
    }

    net::Awaitable<void> write(std::string bytes) {
        const auto written = co_await stream_.write(std::move(bytes), deadline_);
        if (!written) machine_.ended(written.error());
    }

    net::Awaitable<void> secure() {
        auto tls = co_await stream_.start_tls(machine_.session().endpoint.host, deadline_);
        if (!tls) machine_.answered_in_clear(stream_.sent_in_clear());
        machine_.secured(std::move(tls));
    }

    /// The session's time limit begins after the greeting, which has its own.
    void note_greeting() {
        if (greeted_ || machine_.awaits_greeting()) return;
        greeted_ = true;
        greeting_time_ = clock_.ticks() - began_;
        deadline_ = clock_.in(session_patience_);
        if (session_enough_ > base::Duration{0}) enough_at_ = clock_.ticks() + session_enough_;
    }

    net::Clock& clock_;
    net::Stream& stream_;
    proto::SessionMachine& machine_;
    base::Ticks began_;
    base::Deadline deadline_;
    base::Duration session_patience_;
    base::Duration session_enough_;
    std::optional<base::Ticks> enough_at_;
    base::Duration greeting_time_{};
    bool greeted_ = false;
};

}  // namespace

net::Awaitable<base::Duration> drive(net::Clock& clock, net::Stream& stream,
                                     proto::SessionMachine& machine, const LookSettings& settings) {
    Dialogue dialogue{clock, stream, machine, settings};
    co_await dialogue.run();
    co_return dialogue.greeting_time();
}

net::Awaitable<model::MailSession> look_at(net::Clock& clock, net::Connector& connector,
                                           model::Endpoint endpoint, LookSettings settings) {
    const auto taken_at = clock.now();
    const auto began = clock.ticks();
    const auto patience = clock.in(settings.connect_patience);
    auto stream = co_await connector.connect(endpoint.address, endpoint.service.port, patience);
    const auto connect_time = clock.ticks() - began;

    model::MailSession session;
    if (stream) {
        const auto machine = settings.injects
                                 ? proto::make_injection_probe(endpoint, settings.helo_name)
                                 : proto::make_session_machine(endpoint, settings.helo_name);
        const auto greeting_time = co_await drive(clock, **stream, *machine, settings);
        session = machine->take();
        session.greeting_time = greeting_time;
    } else {
        session.endpoint = std::move(endpoint);
        session.failure = stream.error();
    }
    session.taken_at = taken_at;
    session.patience = settings.greeting_patience;
    session.connect_time = connect_time;
    co_return session;
}

}  // namespace mailwatchd::observe
