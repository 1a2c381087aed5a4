#include "observe/dnsbl/zone_questions.h"

#include "observe/dnsbl/block_list.h"
#include "observe/past_caches.h"

#include <algorithm>
#include <cctype>

namespace mailwatchd::observe {

namespace {

using namespace std::chrono_literals;

/// Maximum number of turns in progress for all lists together, to protect the resolver.
constexpr std::size_t turns_max = 64;

/// Maximum number of turns in progress for one list, and the time between their starts: some lists
/// accept at most ten queries per second.
constexpr std::size_t zone_turns_max = 4;
constexpr base::Duration zone_gap = 100ms;

constexpr std::string_view hidden = "<key>";

bool same_letter(char a, char b) {
    return std::tolower(static_cast<unsigned char>(a)) ==
           std::tolower(static_cast<unsigned char>(b));
}

}  // namespace

ZoneQuestions::ZoneQuestions(net::Clock& clock, net::Resolver& resolver)
    : clock_{clock}, resolver_{resolver}, all_{turns_max} {}

const std::string* ZoneQuestions::key_of(const model::Zone& zone) const {
    if (zone.key.empty() || !keys_) return nullptr;
    const auto found = keys_->find(zone.key);
    return found == keys_->end() ? nullptr : &found->second;
}

bool ZoneQuestions::has_key(const model::Zone& zone) const {
    return zone.key.empty() || key_of(zone) != nullptr;
}

net::Awaitable<ZoneQuestions::Turn> ZoneQuestions::turn(std::string zone) {
    Turn turn;
    auto& place = places_.try_emplace(std::move(zone), Place{net::Limiter{zone_turns_max}})
                      .first->second;  // outlives the wait: nothing is ever erased
    turn.of_zone = co_await place.turns.acquire();
    if (!turn.of_zone) co_return turn;
    const auto begin = std::max(clock_.ticks(), place.next);
    place.next = begin + zone_gap;
    if (begin > clock_.ticks()) co_await clock_.sleep_until(begin);
    turn.of_all = co_await all_.acquire();
    co_return turn;
}

net::Awaitable<base::Result<dns::Answer>> ZoneQuestions::ask(model::Zone zone, std::string front,
                                                             dns::Type type, Demand demand,
                                                             base::Deadline deadline) {
    const auto* const key = key_of(zone);
    dns::Question question{query_name(front, key != nullptr ? *key : std::string{}, zone.name),
                           type};
    auto answer = co_await observe::ask(resolver_, std::move(question), demand, deadline);
    if (!answer && key != nullptr)
        answer = base::Failure{answer.error().code, without_key(zone, answer.error().detail)};
    co_return answer;
}

std::string ZoneQuestions::without_key(const model::Zone& zone, std::string text) const {
    const auto* const key = key_of(zone);
    if (key == nullptr || key->empty()) return text;
    auto from = text.begin();
    while (true) {
        const auto found = std::search(from, text.end(), key->begin(), key->end(), same_letter);
        if (found == text.end()) return text;
        const auto at = found - text.begin();
        text.replace(static_cast<std::size_t>(at), key->size(), hidden);
        from = text.begin() + at + static_cast<std::ptrdiff_t>(hidden.size());
    }
}

}  // namespace mailwatchd::observe
