#include "observe/spf/spf.h"

#include "net/gather.h"
#include "net/spawn.h"
#include "observe/past_caches.h"
#include "proto/spf/survey.h"

namespace mailwatchd::observe {

namespace {

using namespace std::chrono_literals;

/// Time for a whole tree of records.
constexpr base::Duration look_patience = 20s;
/// The same if name servers have to be found first.
constexpr base::Duration confirming_patience = 60s;
/// Time for the obsolete record type: some servers never answer it, and nothing depends on it.
constexpr base::Duration type_99_patience = 5s;

/// One lookup in progress. Lives in the coroutine frame of `look_at_spf`.
class Looking {
public:
    Looking(net::Clock& clock, net::Resolver& resolver, const std::string& domain,
            const Freshness& freshness)
        : clock_{clock},
          resolver_{resolver},
          domain_{domain},
          freshness_{freshness},
          survey_{domain} {
        deadline_ = clock.in(freshness.past_caches() ? confirming_patience : look_patience);
        further_ = freshness;
        further_.purpose = Purpose::scheduled;
        further_.cached_for = {};
    }

    net::Awaitable<void> run() {
        std::vector<net::Awaitable<void>> work;
        work.push_back(walk());
        work.push_back(look_for_type_99());
        co_await net::gather(std::move(work));
    }

    model::SpfLook look() const {
        auto look = survey_.look();
        for (const auto& record : type_99_)
            look.remarks.push_back({model::SpfRemark::Kind::record_type_99, domain_, {}, record});
        return look;
    }

private:
    net::Awaitable<void> walk() {
        while (!survey_.questions().empty()) {
            const auto questions = survey_.questions();
            std::vector<net::Awaitable<void>> asking;
            asking.reserve(questions.size());
            for (const auto& question : questions) asking.push_back(ask_one(question));
            co_await net::gather(std::move(asking));
        }
    }

    /// An answer that is too large is dropped at once.
    net::Awaitable<void> ask_one(dns::Question question) {
        const bool is_own = question.name == domain_ && question.type == dns::Type::txt;
        auto freshness = is_own ? freshness_ : further_;
        auto answer = co_await ask(resolver_, question, std::move(freshness), deadline_);
        survey_.answer(question, std::move(answer));
    }

    net::Awaitable<void> look_for_type_99() {
        dns::Question question{domain_, dns::Type::spf};
        auto freshness = further_;
        const auto deadline = clock_.in(type_99_patience);
        const auto answer =
            co_await ask(resolver_, std::move(question), std::move(freshness), deadline);
        if (!answer) co_return;
        for (const auto& text : answer->texts())
            if (mailwatchd::spf::is_spf(text)) type_99_.push_back(text);
    }

    net::Clock& clock_;
    net::Resolver& resolver_;
    const std::string& domain_;
    const Freshness& freshness_;
    Freshness further_;
    base::Deadline deadline_{};
    mailwatchd::spf::Survey survey_;
    std::vector<std::string> type_99_;
};

}  // namespace

net::Awaitable<model::SpfEvaluation> evaluate_spf(net::Clock& clock, net::Resolver& resolver,
                                                  mailwatchd::spf::Request request) {
    const auto deadline = clock.in(mailwatchd::spf::evaluation_patience);
    if (request.at == base::Instant{}) request.at = clock.now();
    mailwatchd::spf::Evaluation evaluation{std::move(request)};
    while (evaluation.question()) {
        auto question = *evaluation.question();
        Freshness whatever_is_known;
        auto answer =
            co_await ask(resolver, std::move(question), std::move(whatever_is_known), deadline);
        evaluation.answer(std::move(answer));
    }
    co_return evaluation.result();
}

net::Awaitable<SpfPtr> look_at_spf(net::Clock& clock, net::Resolver& resolver, std::string domain,
                                   Freshness freshness) {
    const auto taken_at = clock.now();
    Looking looking{clock, resolver, domain, freshness};
    co_await looking.run();
    auto look = looking.look();
    look.taken_at = taken_at;
    co_return std::make_shared<const model::SpfLook>(std::move(look));
}

std::vector<model::SpfSender> SpfLooks::senders(const std::string& domain) const {
    const auto found = answered_.find(domain);
    return found == answered_.end() ? std::vector<model::SpfSender>{} : found->second->senders;
}

void SpfLooks::note_answer(const SpfPtr& look) {
    if (cache_.latest(look->domain) != look) return;  // A newer one exists.
    if (look->result != model::SpfResult::temperror) answered_[look->domain] = look;
}

void SpfLooks::restore(const SpfPtr& look) {
    cache_.restore(look->domain, look, look->taken_at);
    note_answer(look);
}

void SpfLooks::forget(base::Ticks before,
                      const std::function<bool(const std::string& domain)>& is_wanted) {
    cache_.forget(before, [&](const std::string& domain, const model::SpfLook&) {
        return is_wanted(domain);
    });
    std::erase_if(answered_, [&](const auto& each) { return cache_.find(each.first) == nullptr; });
}

net::Awaitable<SpfPtr> SpfLooks::look(std::string domain, Freshness freshness) {
    const auto known = cache_.latest(domain, freshness.not_before);
    if (known && known->result != model::SpfResult::temperror) co_return known;
    net::FlightTerms wanted;
    wanted.not_before = freshness.not_before;
    const auto deadline = clock_.in(confirming_patience + look_patience);
    // A flight that uses caches cannot confirm.
    auto key = domain + (freshness.past_caches() ? " past caches" : "");
    Cache::Start start = [this, domain, freshness] { return fly(domain, freshness); };
    const auto look = co_await cache_.fly(std::move(key), wanted, deadline, std::move(start));
    if (look) co_return *look;
    model::SpfLook nothing;
    nothing.domain = std::move(domain);
    nothing.taken_at = clock_.now();
    nothing.failure = look.error();
    nothing.result = model::SpfResult::temperror;
    co_return std::make_shared<const model::SpfLook>(std::move(nothing));
}

net::Awaitable<base::Result<SpfPtr>> SpfLooks::fly(std::string domain, Freshness freshness) {
    const auto taken = clock_.ticks();
    auto look = co_await look_at_spf(clock_, resolver_, std::move(domain), std::move(freshness));
    const bool stopped = co_await net::is_cancelled();
    if (stopped) co_return base::Failure{base::Errc::cancelled, "SPF of " + look->domain};
    cache_.remember(look->domain, look, taken);
    note_answer(look);
    co_return look;
}

}  // namespace mailwatchd::observe
