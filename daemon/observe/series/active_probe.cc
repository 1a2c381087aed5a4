#include "observe/series/active_probe.h"

#include "model/relay_control.h"
#include "net/spawn.h"
#include "observe/series/active.h"
#include "proto/smtp/answer.h"
#include "proto/smtp/relay_cases.h"
#include "proto/smtp/series.h"

#include <algorithm>
#include <numeric>

namespace mailwatchd::observe {

namespace {

using namespace std::chrono_literals;
using model::Answer;
using model::SeriesCase;
using model::SeriesEnd;

/// Time for one session: a server may take 20 s for each command of eight envelopes.
constexpr base::Duration session_patience = 10min;
/// When a session ends after its next answer, and another one asks the rest. Courier makes each
/// refusal of a session wait twice as long as the one before, from 8 s on (TARPIT, its default):
/// this gets five answers, and three sessions get a verdict.
constexpr base::Duration session_enough = 4min;

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

/// An envelope and its place in the order of sending.
struct Sending {
    SeriesCase one;
    std::size_t part = 0;
    int rank = 0;  ///< Lower ones first.
};

/// Odd forms come last: they are the ones that use up a server's patience. Among these, what was
/// accepted before is confirmed first, then comes what was left out before.
int rank_of(const SeriesCase& one, const model::ActiveSeries* before) {
    const auto form = smtp::form_of(one);
    if (form != smtp::Form::odd) return static_cast<int>(form);
    const auto* const last = before == nullptr ? nullptr : before->find(one.name);
    const auto answer = last == nullptr ? Answer::none : last->answer;
    return static_cast<int>(form) + (answer == Answer::accepted ? 0
                                     : answer == Answer::none   ? 1
                                                                : 2);
}

/// Lives in the coroutine frame of `run_active_probe`.
class ActiveProbing {
public:
    ActiveProbing(ProbeSeams seams, const ActiveProbeSteps& plan, LookSettings look)
        : seams_{seams}, plan_{plan}, look_{std::move(look)} {
        look_.session_patience = session_patience;
        look_.session_enough = session_enough;
        look_.greeting_patience =
            std::max(look_.greeting_patience, seams.pace.patience(plan.endpoint.address));
        terms_.plain_sender = plan.plain_sender;
        for (std::size_t part = 0; part < plan.parts.size(); ++part) {
            const auto& [kind, envelopes, control, before] = plan.parts[part];
            for (const auto& envelope : envelopes)
                sendings_.push_back({envelope, part, rank_of(envelope, before.get())});
            if (control) terms_.control = control;
        }
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
        if (ending_.end == SeriesEnd::finished && used_tls_ && accepts_everything())
            co_await try_without_tls();
        co_return made(taken_at);
    }

private:
    using Indices = std::vector<std::size_t>;

    /// In the order of sending.
    Indices every() const {
        Indices all(sendings_.size());
        std::iota(all.begin(), all.end(), std::size_t{0});
        std::ranges::stable_sort(all, {}, [&](std::size_t i) {
            return std::pair{sendings_[i].part, sendings_[i].rank};
        });
        return all;
    }

    Indices of_answer(Answer answer) const {
        auto found = every();
        std::erase_if(found, [&](std::size_t i) { return sendings_[i].one.answer != answer; });
        return found;
    }

    /// Runs sessions until all envelopes are answered, one session ends early, or there have been
    /// enough of them.
    net::Awaitable<void> offer(Indices wanted) {
        for (std::size_t held = 0; held < probe_sessions_max && !wanted.empty(); ++held) {
            auto some = wanted;
            some.resize(std::min(some.size(), smtp::session_recipients_max));
            auto answered = co_await hold_session(some);
            if (ending_.end == SeriesEnd::no_tls && goes_on_in_clear_) {
                terms_.tls = false;
                answered = co_await hold_session(std::move(some));
            }
            if (ending_.end != SeriesEnd::finished) co_return;
            std::erase_if(wanted, [&](std::size_t index) {
                return std::ranges::find(answered, index) != answered.end();
            });
        }
    }

    /// Returns those that were answered.
    net::Awaitable<Indices> hold_session(Indices wanted) {
        Indices answered;
        std::vector<SeriesCase> envelopes;
        for (const auto index : wanted) envelopes.push_back(fresh(sendings_[index].one));
        smtp::Series dialogue{plan_.endpoint, look_.helo_name, std::move(envelopes), terms_};
        goes_on_in_clear_ = false;
        const bool held = co_await converse(dialogue);
        if (held) answered = keep(dialogue, wanted);
        co_return answered;
    }

    /// False if there was no session, or none that counts.
    net::Awaitable<bool> converse(smtp::Series& dialogue) {
        const auto& endpoint = plan_.endpoint;
        const auto turn_deadline = seams_.clock.in(turn_patience(plan_.purpose));
        auto lease = co_await seams_.pace.lease(endpoint.address, endpoint.service.port,
                                                plan_.purpose, turn_deadline);
        if (!lease) {
            ending_ = {SeriesEnd::unconnected, {}, {{base::Errc::cancelled, "no session allowed"}}};
            co_return false;
        }
        auto before = co_await seams_.guard.before();
        const auto of_port = seams_.guard.trouble_of(endpoint.service.port);
        if (!of_port.empty()) {
            end_for(of_port);
            co_return false;
        }
        auto met = co_await talk(dialogue);
        lease->end();
        auto session = std::make_shared<const model::MailSession>(std::move(met.session));
        const auto surety = co_await seams_.guard.after(std::move(before), std::move(session));
        if (!surety.is_trusted()) end_for(surety.trouble);
        co_return surety.is_trusted() && met.has_talked;
    }

    struct Met {
        model::MailSession session;  ///< As far as the guard needs to know it.
        bool has_talked = false;
    };
    net::Awaitable<Met> talk(smtp::Series& dialogue) {
        const auto& endpoint = plan_.endpoint;
        const auto patience = seams_.clock.in(look_.connect_patience);
        auto stream =
            co_await seams_.connector.connect(endpoint.address, endpoint.service.port, patience);
        if (!stream) {
            ending_ = {SeriesEnd::unconnected, {}, stream.error()};
            model::MailSession none;
            none.endpoint = endpoint;
            none.failure = stream.error();
            co_return Met{std::move(none), false};
        }
        co_await drive(seams_.clock, **stream, dialogue, look_);
        co_return Met{dialogue.session(), true};
    }

    void end_for(const std::string& trouble) {
        trouble_ = trouble;
        ending_ = {SeriesEnd::unconnected, {}, {{base::Errc::cancelled, trouble}}};
    }

    bool accepts_everything() const {
        return terms_.control && terms_.control->answer == Answer::accepted && !any_refused();
    }

    bool any_refused() const {
        return std::ranges::any_of(sendings_, [](const Sending& sending) {
            return model::is_refusal(sending.one.answer) && model::is_foreign(sending.one.name);
        });
    }

    /// In a session of its own, without RCPT: a server that demands TLS does not accept everything.
    net::Awaitable<void> try_without_tls() {
        auto one = fresh(*terms_.control);
        one.name = model::clear_case;
        smtp::SeriesTerms terms;
        terms.tls = false;
        terms.stops_at_mail = true;
        smtp::Series dialogue{plan_.endpoint, look_.helo_name, {one}, std::move(terms)};
        const auto ending = ending_;
        const bool held = co_await converse(dialogue);
        ending_ = ending;
        if (!held) co_return;
        if (is_rejected(dialogue.end())) ending_.end = dialogue.end();
        without_tls_ = dialogue.cases().front();
        if (dialogue.end() == SeriesEnd::no_tls) without_tls_->answer = Answer::refused;
    }

    Indices keep(const smtp::Series& dialogue, const Indices& wanted) {
        Indices answered;
        for (std::size_t i = 0; i < wanted.size(); ++i) {
            const auto& one = dialogue.cases()[i];
            if (one.answer != Answer::none) answered.push_back(wanted[i]);
            answer(sendings_[wanted[i]].one, one);
        }
        terms_.literals_refused = dialogue.terms().literals_refused;
        terms_.control = dialogue.terms().control;
        goes_on_in_clear_ = dialogue.may_go_on_in_clear();
        if (tls_failure_.empty()) tls_failure_ = dialogue.tls_failure();
        ending_ = {dialogue.end(), dialogue.last_words(), dialogue.session().failure};
        used_tls_ = used_tls_ || dialogue.session().upgrade == model::Upgrade::done;
        // A host that refuses anything does not accept everything.
        if (any_refused() && terms_.control && terms_.control->answer == Answer::none)
            terms_.control.reset();
        return answered;
    }

    /// A deferral stays unless the second try was answered, and the same answer then is final.
    static void answer(SeriesCase& known, const SeriesCase& now) {
        const bool was_deferred = known.answer == Answer::deferred;
        if (was_deferred && now.answer == Answer::none) return;
        const auto before = known.reply();
        known = now;
        if (was_deferred && now.answer == Answer::deferred &&
            smtp::is_refusal_in_the_end(before, now.reply(), smtp::own_words(now)))
            known.answer = Answer::refused;
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
        for (std::size_t part = 0; part < plan_.parts.size(); ++part)
            probe.series.push_back(series_of(part, taken_at));
        return probe;
    }

    model::ActiveSeries series_of(std::size_t part, base::Instant taken_at) const {
        model::ActiveSeries series;
        series.kind = plan_.parts[part].kind;
        series.endpoint = plan_.endpoint;
        series.taken_at = taken_at;
        for (const auto& sending : sendings_)
            if (sending.part == part) series.cases.push_back(sending.one);
        if (!is_whole(series.cases) && ending_.end != SeriesEnd::finished) {
            series.end = ending_.end;
            series.last_words = ending_.last_words;
            series.failure = ending_.failure;
        }
        if (series.end == SeriesEnd::finished && !tls_failure_.empty())
            series.failure = base::Failure{base::Errc::tls_failed, tls_failure_};
        const bool has_control =
            plan_.parts[part].control && terms_.control && terms_.control->answer != Answer::none;
        if (has_control) series.cases.push_back(*terms_.control);
        if (has_control && without_tls_ && model::is_refusal(without_tls_->answer))
            series.cases.push_back(*without_tls_);
        return series;
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
    std::vector<Sending> sendings_;
    smtp::SeriesTerms terms_;
    std::optional<SeriesCase> without_tls_;
    bool used_tls_ = false;
    std::string tls_failure_;
    bool goes_on_in_clear_ = false;
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
