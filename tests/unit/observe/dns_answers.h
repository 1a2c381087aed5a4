// DNS answers as values, for tests of code that uses them.
#pragma once

#include "proto/dns/message.h"
#include "support/builders.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace mailwatchd::test {

using DnsResult = base::Result<dns::Answer>;

template <class Data>
dns::Answer answer_of(dns::Type type, std::vector<Data> data) {
    dns::Answer answer{.question = {"asked.example", type}, .canonical = "asked.example"};
    for (auto& each : data) answer.records.push_back({"asked.example", type, 300, std::move(each)});
    std::ranges::sort(answer.records, {}, &dns::Record::data);
    return answer;
}

inline DnsResult said(const std::vector<std::string>& addresses, dns::Type type = dns::Type::a) {
    std::vector<model::Address> parsed;
    for (const auto& text : addresses) parsed.push_back(ip(text));
    return answer_of(type, std::move(parsed));
}

inline DnsResult exchangers(std::vector<dns::Mx> records) {
    return answer_of(dns::Type::mx, std::move(records));
}

inline DnsResult no_such_name() {
    auto answer = answer_of(dns::Type::a, std::vector<model::Address>{});
    answer.exists = false;
    return answer;
}

inline DnsResult fails(base::Errc code = base::Errc::server_failure) {
    return base::failed<dns::Answer>(code, "A asked.example");
}

/// The prefixes to allow so that documentation addresses are probed.
inline std::vector<model::Prefix> documentation() {
    return {model::Prefix::parse("192.0.2.0/24").value(),
            model::Prefix::parse("198.51.100.0/24").value(),
            model::Prefix::parse("203.0.113.0/24").value(),
            model::Prefix::parse("2001:db8::/32").value()};
}

inline std::vector<std::string> texts(const std::vector<model::Address>& addresses) {
    std::vector<std::string> out;
    for (const auto& address : addresses) out.push_back(address.text());
    return out;
}

}  // namespace mailwatchd::test
