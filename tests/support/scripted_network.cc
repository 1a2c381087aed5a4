#include "support/scripted_network.h"

#include "net/spawn.h"
#include "support/scripted_wait.h"

#include <algorithm>

namespace mailwatchd::test {

using base::Errc;
using base::Failure;

net::Awaitable<std::optional<Errc>> wait(net::Clock& clock, base::Ticks when,
                                         base::Deadline deadline) {
    const bool stopped = co_await net::is_cancelled();
    if (stopped) co_return Errc::cancelled;
    const auto until = std::min(when, deadline.at);
    if (clock.ticks() < until) co_await clock.sleep_until(until);
    if (clock.ticks() < until) co_return Errc::cancelled;
    if (until < when) co_return Errc::timed_out;
    co_return std::nullopt;
}

namespace {

dns::Record record(std::string owner, dns::Type type, decltype(dns::Record::data) data) {
    return {.owner = std::move(owner), .type = type, .ttl = 300, .data = std::move(data)};
}

}  // namespace

void ScriptedNetwork::address(std::string name, std::vector<std::string> addresses) {
    std::vector<dns::Record> v4;
    std::vector<dns::Record> v6;
    for (const auto& text : addresses) {
        const auto address = model::Address::parse(text).value();
        auto& into = address.is_v4() ? v4 : v6;
        into.push_back(record(name, address.is_v4() ? dns::Type::a : dns::Type::aaaa, address));
    }
    answers[{name, dns::Type::a}] = {.data = std::move(v4)};
    answers[{name, dns::Type::aaaa}] = {.data = std::move(v6)};
}

void ScriptedNetwork::mx(std::string name, std::vector<dns::Mx> exchangers) {
    std::vector<dns::Record> records;
    for (auto& exchanger : exchangers)
        records.push_back(record(name, dns::Type::mx, std::move(exchanger)));
    answers[{name, dns::Type::mx}] = {.data = std::move(records)};
}

void ScriptedNetwork::txt(std::string name, std::vector<std::string> texts) {
    std::vector<dns::Record> records;
    for (auto& text : texts)
        records.push_back(record(name, dns::Type::txt, dns::Text{std::move(text)}));
    answers[{name, dns::Type::txt}] = {.data = std::move(records)};
}

void ScriptedNetwork::ptr(std::string address, std::vector<std::string> names) {
    const auto parsed = model::Address::parse(address).value();
    const auto owner = parsed.reversed() + (parsed.is_v4() ? ".in-addr.arpa" : ".ip6.arpa");
    std::vector<dns::Record> records;
    for (auto& name : names)
        records.push_back(record(owner, dns::Type::ptr, dns::Name{std::move(name)}));
    answers[{owner, dns::Type::ptr}] = {.data = std::move(records)};
}

void ScriptedNetwork::cname(std::string name, std::string target) {
    std::vector<dns::Record> records{record(name, dns::Type::cname, dns::Name{std::move(target)})};
    answers[{std::move(name), dns::Type::cname}] = {.data = std::move(records)};
}

void ScriptedNetwork::fails(std::string name, dns::Type type, Errc code) {
    const dns::Question question{std::move(name), type};
    answers[question] = {.data = Failure{code, question.text()}};
}

void ScriptedNetwork::missing(std::string name, dns::Type type) {
    answers[{std::move(name), type}] = {.data = std::vector<dns::Record>{}};
}

bool ScriptedNetwork::has_name(const std::string& name) const {
    const auto found = answers.lower_bound({name, dns::Type{}});
    return found != answers.end() && found->first.name == name;
}

base::Result<dns::Answer> ScriptedNetwork::look_up(const dns::Question& question,
                                                   base::Duration& delay) const {
    dns::Answer answer{.question = question, .canonical = question.name, .authenticated = true};
    for (std::size_t links = 0; links <= dns::cname_chain_max; ++links) {
        const auto found = answers.find({answer.canonical, question.type});
        const auto alias = answers.find({answer.canonical, dns::Type::cname});
        const auto& scripted = found != answers.end() ? found : alias;
        if (scripted == answers.end()) {
            if (resolve_others && links == 0) return resolve_others(question);
            answer.exists = has_name(answer.canonical);
            answer.ttl = 300;
            return answer;
        }
        delay += scripted->second.delay;
        if (const auto* failure = std::get_if<Failure>(&scripted->second.data)) return *failure;
        const auto& records = std::get<0>(scripted->second.data);
        answer.ttl = scripted->second.ttl;
        answer.authenticated = answer.authenticated && scripted->second.authenticated;
        answer.exists = scripted->second.exists;
        if (found == answers.end() && !records.empty()) {
            answer.canonical = std::get<dns::Name>(records.front().data).text;
            continue;
        }
        answer.records = records;
        for (auto& each : answer.records) each.ttl = answer.ttl;
        std::ranges::sort(answer.records, {}, &dns::Record::data);
        return answer;
    }
    return Failure{Errc::malformed, "CNAME loop or chain too long: " + question.text()};
}

net::Awaitable<base::Result<dns::Answer>> ScriptedNetwork::ask(dns::Question question,
                                                               net::AskOptions,
                                                               base::Deadline deadline) {
    ++queries[question];
    base::Duration delay{};
    auto answer = look_up(question, delay);
    const auto error = co_await wait(clock_, clock_.ticks() + delay, deadline);
    if (error) co_return Failure{*error, question.text()};
    co_return answer;
}

}  // namespace mailwatchd::test
