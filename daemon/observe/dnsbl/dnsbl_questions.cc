#include "observe/dnsbl/dnsbl_questions.h"

#include "base/ascii.h"
#include "observe/dnsbl/block_list.h"
#include "observe/past_caches.h"

#include <algorithm>

namespace mailwatchd::observe {

namespace {

using namespace std::chrono_literals;

/// Maximum number of turns in progress for all lists together, to protect the resolver.
constexpr std::size_t turns_max = 64;

/// Maximum number of turns in progress for one list, and the time between their starts: some lists
/// accept at most ten queries per second.
constexpr std::size_t dnsbl_turns_max = 4;
constexpr base::Duration dnsbl_gap = 100ms;

constexpr std::string_view hidden = "<key>";

}  // namespace

DnsblQuestions::DnsblQuestions(net::Clock& clock, net::Resolver& resolver)
    : clock_{clock}, resolver_{resolver}, all_{turns_max} {}

const std::string* DnsblQuestions::key_of(const model::Dnsbl& dnsbl) const {
    if (dnsbl.key.empty() || !keys_) return nullptr;
    const auto found = keys_->find(dnsbl.key);
    return found == keys_->end() ? nullptr : &found->second;
}

bool DnsblQuestions::has_key(const model::Dnsbl& dnsbl) const {
    return dnsbl.key.empty() || key_of(dnsbl) != nullptr;
}

net::Awaitable<DnsblQuestions::Lease> DnsblQuestions::lease(std::string dnsbl) {
    Lease lease;
    auto& place = places_.try_emplace(std::move(dnsbl), Place{net::Semaphore{dnsbl_turns_max}})
                      .first->second;  // outlives the wait: nothing is ever erased
    lease.of_dnsbl = co_await place.turns.acquire();
    if (!lease.of_dnsbl) co_return lease;
    const auto begin = std::max(clock_.ticks(), place.next);
    place.next = begin + dnsbl_gap;
    if (begin > clock_.ticks()) co_await clock_.sleep_until(begin);
    lease.of_all = co_await all_.acquire();
    co_return lease;
}

net::Awaitable<base::Result<dns::Answer>> DnsblQuestions::ask(model::Dnsbl dnsbl, std::string front,
                                                              dns::Type type, Freshness freshness,
                                                              base::Deadline deadline) {
    const auto* const key = key_of(dnsbl);
    dns::Question question{query_name(front, key != nullptr ? *key : std::string{}, dnsbl.name),
                           type};
    auto answer = co_await observe::ask(resolver_, std::move(question), freshness, deadline);
    if (!answer && key != nullptr)
        answer = base::Failure{answer.error().code, without_key(dnsbl, answer.error().detail)};
    co_return answer;
}

std::string DnsblQuestions::without_key(const model::Dnsbl& dnsbl, std::string text) const {
    const auto* const key = key_of(dnsbl);
    if (key == nullptr || key->empty()) return text;
    auto from = text.begin();
    while (true) {
        const auto found =
            std::search(from, text.end(), key->begin(), key->end(), base::is_same_letter);
        if (found == text.end()) return text;
        const auto at = found - text.begin();
        text.replace(static_cast<std::size_t>(at), key->size(), hidden);
        from = text.begin() + at + static_cast<std::ptrdiff_t>(hidden.size());
    }
}

}  // namespace mailwatchd::observe
