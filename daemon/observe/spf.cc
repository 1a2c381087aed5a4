#include "observe/spf.h"

#include "observe/past_caches.h"

namespace mailwatchd::observe {

net::Awaitable<model::SpfEvaluation> evaluate_spf(net::Clock& clock, net::Resolver& resolver,
                                                  spf::Request request) {
    const auto deadline = clock.in(spf::evaluation_patience);
    if (request.at == base::Instant{}) request.at = clock.now();
    spf::Evaluation evaluation{std::move(request)};
    while (evaluation.question()) {
        auto question = *evaluation.question();
        Demand whatever_is_known;
        auto answer = co_await ask(clock, resolver, std::move(question),
                                   std::move(whatever_is_known), deadline);
        evaluation.answer(std::move(answer));
    }
    co_return evaluation.result();
}

}  // namespace mailwatchd::observe
