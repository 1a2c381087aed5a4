#include "observe/series/active_probe.h"

#include "net/spawn.h"
#include "observe/series/active.h"
#include "proto/smtp/series.h"

#include <algorithm>

namespace mailwatchd::observe {

namespace {

using namespace std::chrono_literals;
using model::Answer;
using model::SeriesCase;
using model::SeriesEnd;

/// Time for one session: a server may take 20 s for each command of eight envelopes.
constexpr base::Duration session_patience = 10min;

constexpr base::Duration turn_patience(net::Purpose purpose) {
    return purpose == net::Purpose::requested ? 5min : 2h;
}

bool is_rejected(SeriesEnd end) {
    return end == SeriesEnd::turned_away || end == SeriesEnd::prober_identity;
}

/// How the sessions ended; the last one counts.
struct Ending {
    SeriesEnd end = SeriesEnd::finished;
    model::SmtpReply last_words;
    std::optional<base::Failure> failure;
};

/// Lives in the coroutine frame of `run_active_probe`.
class ActiveProbing {
public:
    ActiveProbing(ProbeSeams seams, const ActiveProbeSteps& plan, LookSettings look)
        : seams_{seams}, plan_{plan}, look_{std::move(look)} {
        look_.session_patience = session_patience;
        look_.greeting_patience =
            std::max(look_.greeting_patience, seams.pace.patience(plan.endpoint.address));
        for (const auto& part : plan.parts)
            for (const auto& envelope : part.envelopes) cases_.push_back(envelope);
    }

    net::Awaitable<ActiveProbe> run() {
        const auto taken_at = seams_.clock.now();
        co_await offer(every());
        auto deferred = of_answer(Answer::deferred);
        const bool again =
            plan_.waits_out_deferrals && !deferred.empty() && ending_.end == SeriesEnd::finished;
        if (again) {
            co_await seams_.clock.sleep_until(seams_.clock.ticks() + deferral);
            const bool stopped = co_await net::is_cancelled();
            if (!stopped) co_await offer(std::move(deferred));
        }
        co_return made(taken_at);
    }

private:
    using Indices = std::vector<std::size_t>;

    Indices every() const {
        Indices all(cases_.size());
        for (std::size_t i = 0; i < all.size(); ++i) all[i] = i;
        return all;
    }

    Indices of_answer(Answer answer) const {
        Indices found;
        for (std::size_t i = 0; i < cases_.size(); ++i)
            if (cases_[i].answer == answer) found.push_back(i);
        return found;
    }

    /// Runs sessions until all envelopes are sent or one session ends early.
    net::Awaitable<void> offer(Indices wanted) {
        for (std::size_t begin = 0; begin < wanted.size();) {
            const auto end = std::min(begin + smtp::session_recipients_max, wanted.size());
            Indices some{wanted.begin() + static_cast<std::ptrdiff_t>(begin),
                         wanted.begin() + static_cast<std::ptrdiff_t>(end)};
            co_await hold_session(std::move(some));
            if (ending_.end != SeriesEnd::finished) co_return;
            begin = end;
        }
    }

    net::Awaitable<void> hold_session(Indices wanted) {
        const auto& endpoint = plan_.endpoint;
        const auto turn_deadline = seams_.clock.in(turn_patience(plan_.purpose));
        auto lease = co_await seams_.pace.lease(endpoint.address, endpoint.service.port,
                                                plan_.purpose, turn_deadline);
        if (!lease) {
            ending_ = {SeriesEnd::unconnected, {}, {{base::Errc::cancelled, "no session allowed"}}};
            co_return;
        }
        auto before = co_await seams_.guard.before();
        const auto of_port = seams_.guard.trouble_of(endpoint.service.port);
        if (!of_port.empty()) {
            end_for(of_port);
            co_return;
        }
        auto met = co_await talk(std::move(wanted));
        lease->end();
        const auto surety = co_await seams_.guard.after(std::move(before), std::move(met));
        if (!surety.is_trusted()) end_for(surety.trouble);
    }

    /// Returns the session as far as the guard needs to know it.
    net::Awaitable<model::MailSession> talk(Indices wanted) {
        const auto& endpoint = plan_.endpoint;
        const auto patience = seams_.clock.in(look_.connect_patience);
        auto stream =
            co_await seams_.connector.connect(endpoint.address, endpoint.service.port, patience);
        if (!stream) {
            ending_ = {SeriesEnd::unconnected, {}, stream.error()};
            model::MailSession none;
            none.endpoint = endpoint;
            none.failure = stream.error();
            co_return none;
        }
        std::vector<SeriesCase> envelopes;
        for (const auto index : wanted) envelopes.push_back(fresh(cases_[index]));
        const bool tls_first = endpoint.service == model::submission;
        smtp::Series dialogue{endpoint, look_.helo_name, std::move(envelopes), tls_first};
        co_await drive(seams_.clock, **stream, dialogue, look_);
        for (std::size_t i = 0; i < wanted.size(); ++i) cases_[wanted[i]] = dialogue.cases()[i];
        ending_ = {dialogue.end(), dialogue.last_words(), dialogue.session().failure};
        co_return dialogue.session();
    }

    void end_for(const std::string& trouble) {
        trouble_ = trouble;
        ending_ = {SeriesEnd::unconnected, {}, {{base::Errc::cancelled, trouble}}};
    }

    /// The envelope without the answers of an earlier session.
    static SeriesCase fresh(const SeriesCase& one) {
        SeriesCase again;
        again.name = one.name;
        again.sender = one.sender;
        again.recipient = one.recipient;
        return again;
    }

    ActiveProbe made(base::Instant taken_at) const {
        ActiveProbe probe;
        probe.trouble = trouble_;
        probe.rejected = is_rejected(ending_.end);
        std::size_t at = 0;
        for (const auto& part : plan_.parts) {
            model::ActiveSeries series;
            series.kind = part.kind;
            series.endpoint = plan_.endpoint;
            series.taken_at = taken_at;
            for (std::size_t i = 0; i < part.envelopes.size(); ++i)
                series.cases.push_back(cases_[at++]);
            if (!is_whole(series.cases)) {
                series.end = ending_.end;
                series.last_words = ending_.last_words;
                series.failure = ending_.failure;
            }
            probe.series.push_back(std::move(series));
        }
        return probe;
    }

    /// An early end does not affect parts that were complete before it.
    static bool is_whole(const std::vector<SeriesCase>& cases) {
        return std::ranges::none_of(cases, [](const SeriesCase& one) {
            return one.answer == Answer::none || one.answer == Answer::blocked;
        });
    }

    ProbeSeams seams_;
    const ActiveProbeSteps& plan_;
    LookSettings look_;
    std::vector<SeriesCase> cases_;
    Ending ending_;
    std::string trouble_;
};

}  // namespace

net::Awaitable<ActiveProbe> run_active_probe(ProbeSeams seams, ActiveProbeSteps plan,
                                             LookSettings look) {
    ActiveProbing probing{seams, plan, std::move(look)};
    auto probe = co_await probing.run();
    co_return probe;
}

}  // namespace mailwatchd::observe
