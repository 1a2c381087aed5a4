#include "observe/dnsbl/block_list.h"

#include "observe/joined.h"

#include <algorithm>

namespace mailwatchd::observe {

namespace {

using AnswerKind = DnsblAnswer::Kind;

/// Answers about the query, not about the address: 127.0.0.1 everywhere, Spamhaus'
/// and Validity's 127.255.255.0/24, dnswl's 127.0.0.255, DBL's 127.0.1.255.
bool is_error_code(const model::Address& answer) {
    const auto b = answer.bytes();
    if (b[1] == 255 && b[2] == 255) return true;
    if (b[1] != 0) return false;
    return (b[2] == 0 && (b[3] == 1 || b[3] == 255)) || (b[2] == 1 && b[3] == 255);
}

bool is_inside_127(const model::Address& answer) {
    return answer.is_v4() && answer.bytes()[0] == 127;
}

/// A code that the list describes overrides the general error codes.
bool is_refusal(const model::Dnsbl& dnsbl, const model::Address& answer) {
    bool is_described = false;
    for (const auto& code : dnsbl.codes) {
        if (!code.matches(answer)) continue;
        if (code.refusal) return true;
        is_described = true;
    }
    return !is_described && is_error_code(answer);
}

}  // namespace

std::string query_name(const model::Address& address, std::string_view dnsbl) {
    return address.reversed().append(".").append(dnsbl);
}

std::string query_name(std::string_view front, std::string_view key, std::string_view dnsbl) {
    std::string name{front};
    if (!key.empty()) name.append(".").append(key);
    return name.append(".").append(dnsbl);
}

DnsblAnswer interpret(const model::Dnsbl& dnsbl, const base::Result<dns::Answer>& answer) {
    if (!answer) return {AnswerKind::silent, {}, answer.error().detail};
    DnsblAnswer said{AnswerKind::clear, answer->addresses(), "no record"};
    if (said.answers.empty()) return said;
    said.evidence = joined(said.answers, " ", [](const model::Address& a) { return a.text(); });
    if (!std::ranges::all_of(said.answers, is_inside_127)) {
        said.kind = AnswerKind::parked;
    } else if (std::ranges::any_of(said.answers,
                                   [&](const auto& given) { return is_refusal(dnsbl, given); })) {
        said.kind = AnswerKind::blocked;
    } else {
        said.kind = AnswerKind::listed;
    }
    return said;
}

TestPoints test_points(const model::Dnsbl& dnsbl, model::Address::Family family) {
    using model::Address;
    if (dnsbl.kind == model::Dnsbl::Kind::domain)
        return {dnsbl.test_name, "invalid", "mailwatchd-control.invalid"};
    if (family == Address::Family::v4)
        return {Address::v4({127, 0, 0, 2}).reversed(), Address::v4({127, 0, 0, 1}).reversed(),
                Address::v4({192, 0, 2, 213}).reversed()};
    const auto v6 = [](const Address& address) { return address.reversed(); };
    return {v6(Address::v6({0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 127, 0, 0, 2})),
            v6(Address::v6({0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 127, 0, 0, 1})),
            v6(Address::v6({0x20, 0x01, 0x0D, 0xB8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xD5}))};
}

model::DnsblHealth judge_proof(const model::Dnsbl& dnsbl, model::Address::Family family,
                               const Proof& proof, base::Instant taken_at) {
    using model::DnsblState;
    model::DnsblHealth health{dnsbl.name, family, taken_at, DnsblState::proven,
                              proof.listed.evidence};
    health.of_names = dnsbl.kind == model::Dnsbl::Kind::domain;
    // Without a test point, its answer decides nothing.
    const auto& listed = dnsbl.has_test_point ? proof.listed : proof.clear;
    const auto decide = [&](DnsblState state, const DnsblAnswer& by) {
        health.state = state;
        health.evidence = by.evidence;
        return health;
    };
    for (const auto* said : {&listed, &proof.clear, &proof.control}) {
        if (said->kind == AnswerKind::parked) return decide(DnsblState::parked, *said);
        if (said->kind == AnswerKind::blocked) return decide(DnsblState::blocked, *said);
    }
    for (const auto* said : {&listed, &proof.clear, &proof.control})
        if (said->kind == AnswerKind::silent) return decide(DnsblState::silent, *said);
    if (proof.clear.kind == AnswerKind::listed) return decide(DnsblState::wildcarding, proof.clear);
    if (proof.control.kind == AnswerKind::listed)
        return decide(DnsblState::wildcarding, proof.control);
    if (!dnsbl.has_test_point) {
        health.evidence = "lists nothing that must be clear";
        return health;
    }
    if (proof.listed.kind == AnswerKind::clear) return decide(DnsblState::empty, proof.listed);
    const auto& answers = proof.listed.answers;
    const bool expected =
        !dnsbl.test_answer || std::ranges::find(answers, *dnsbl.test_answer) != answers.end();
    return decide(expected ? DnsblState::proven : DnsblState::empty, proof.listed);
}

}  // namespace mailwatchd::observe
