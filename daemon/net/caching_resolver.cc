#include "net/resolver.h"
#include "net/shared.h"

#include <algorithm>
#include <map>

namespace mailwatchd::net {

namespace {

using Asked = std::shared_ptr<const dns::Answer>;

/// Answers of the last minute by question. When full, what is stale goes, and if that is not enough
/// everything does: a cache this short costs one more question.
class Memory {
public:
    explicit Memory(DnsCacheSettings settings) : settings_{settings} {}

    Asked find(const std::string& key, base::Ticks not_before, base::Ticks now) const {
        const auto found = entries_.find(key);
        if (found == entries_.end()) return nullptr;
        const auto& entry = found->second;
        return entry.good_until > now && entry.asked_at >= not_before ? entry.answer : nullptr;
    }

    void put(const std::string& key, Asked answer, base::Ticks asked_at, base::Ticks now) {
        const auto ttl =
            std::min<base::Duration>(std::chrono::seconds{answer->ttl}, settings_.ttl_max);
        if (ttl <= base::Duration{0}) return;
        if (entries_.size() >= settings_.entries_max)
            std::erase_if(entries_,
                          [now](const auto& entry) { return entry.second.good_until <= now; });
        if (entries_.size() >= settings_.entries_max) entries_.clear();
        entries_[key] = Entry{std::move(answer), asked_at, now + ttl};
    }

private:
    struct Entry {
        Asked answer;
        base::Ticks asked_at, good_until;
    };
    DnsCacheSettings settings_;
    std::map<std::string, Entry, std::less<>> entries_;
};

/// Servers asked directly may know better than the resolver: their answers stand apart.
std::string key_of(const dns::Question& question, const AskOptions& options) {
    std::string key = question.text();
    std::ranges::transform(key, key.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    });
    for (const auto& server : options.servers) key += ' ' + server.text();
    key += ' ' + std::to_string(static_cast<unsigned>(question.type));
    return key;
}

class CachingResolver final : public Resolver {
public:
    CachingResolver(Clock& clock, Resolver& inner, DnsCacheSettings settings)
        : clock_{clock}, inner_{inner}, memory_{settings}, flights_{clock} {}

    Awaitable<base::Result<dns::Answer>> ask(dns::Question question, AskOptions options,
                                             base::Deadline deadline) override;

private:
    using Fetched = base::Result<Asked>;
    Awaitable<Fetched> fetch(dns::Question question, AskOptions options, base::Deadline deadline);

    Clock& clock_;
    Resolver& inner_;
    Memory memory_;
    Shared<dns::Answer> flights_;
};

Awaitable<CachingResolver::Fetched> CachingResolver::fetch(dns::Question question,
                                                           AskOptions options,
                                                           base::Deadline deadline) {
    const auto asked_at = clock_.ticks();
    const auto key = key_of(question, options);
    auto answer = co_await inner_.ask(std::move(question), std::move(options), deadline);
    if (!answer) co_return answer.error();
    auto kept = std::make_shared<const dns::Answer>(std::move(*answer));
    memory_.put(key, kept, asked_at, clock_.ticks());
    co_return Asked{kept};
}

Awaitable<base::Result<dns::Answer>> CachingResolver::ask(dns::Question question,
                                                          AskOptions options,
                                                          base::Deadline deadline) {
    auto key = key_of(question, options);
    if (const auto known = memory_.find(key, options.not_before, clock_.ticks())) co_return *known;
    const Wanted wanted{options.not_before, {}};
    Shared<dns::Answer>::Start start = [this, question, options, deadline] {
        return fetch(question, options, deadline);
    };
    const auto answer = co_await flights_.join(std::move(key), wanted, deadline, std::move(start));
    if (!answer) co_return answer.error();
    co_return **answer;
}

}  // namespace

std::unique_ptr<Resolver> make_caching_resolver(Clock& clock, Resolver& inner,
                                                DnsCacheSettings settings) {
    return std::make_unique<CachingResolver>(clock, inner, settings);
}

}  // namespace mailwatchd::net
