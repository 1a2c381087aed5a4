#include "base/escape.h"
#include "proto/dns/message.h"
#include "proto/dns/wire_name.h"

#include <algorithm>
#include <set>

namespace mailwatchd::dns {

namespace {

constexpr unsigned rcode_noerror = 0;
constexpr unsigned rcode_nxdomain = 3;

/// RFC 1035 §4.1.1, RFC 2136 §2.2, RFC 6891 §9.
std::string rcode_name(unsigned rcode) {
    switch (rcode) {
        case 1: return "FORMERR";
        case 2: return "SERVFAIL";
        case 4: return "NOTIMP";
        case 5: return "REFUSED";
        case 9: return "NOTAUTH";
        case 16: return "BADVERS";
        default: return "RCODE " + std::to_string(rcode);
    }
}

base::Result<Interpretation> failed(base::Errc code, const std::string& what,
                                    const Question& question) {
    return base::failed<Interpretation>(code, what + ": " + base::escape(question.text()));
}

/// Lowers `ttl` to `other`; an unset `ttl` is set.
void lower(std::optional<std::uint32_t>& ttl, std::uint32_t other) {
    ttl = ttl ? std::min(*ttl, other) : other;
}

/// The TTL of a negative answer, RFC 2308 §5: the lower of the SOA's own TTL and its MINIMUM, the
/// last field of its RDATA. Nothing without an SOA.
std::optional<std::uint32_t> negative_ttl(const Message& message) {
    for (const auto& record : message.authority) {
        const auto* soa = std::get_if<Opaque>(&record.data);
        if (record.type != Type::soa || soa == nullptr || soa->bytes.size() < 4) continue;
        std::uint32_t minimum = 0;
        for (const char c : std::string_view{soa->bytes}.substr(soa->bytes.size() - 4))
            minimum = minimum << 8U | static_cast<std::uint8_t>(c);
        return std::min(record.ttl, minimum);
    }
    return std::nullopt;
}

/// A referral to other servers: neither an answer nor the proof that there is none (RFC 2308 §2.2).
bool is_referral(const Message& message) {
    return !message.authoritative && !negative_ttl(message) &&
           std::ranges::any_of(message.authority,
                               [](const Record& record) { return record.type == Type::ns; });
}

/// The message's CNAME record of `name`; nullptr if it has none.
const Record* alias(const Message& message, const std::string& name) {
    const auto found = std::ranges::find_if(message.answers, [&](const Record& record) {
        return record.type == Type::cname && record.owner == name;
    });
    return found == message.answers.end() ? nullptr : &*found;
}

/// Follows the chain from `name` to its end and returns the number of its links; nothing if it is
/// too long or loops.
std::optional<std::size_t> follow(const Message& message, std::string& name,
                                  std::optional<std::uint32_t>& ttl) {
    std::set<std::string, std::less<>> seen{name};
    while (const Record* link = alias(message, name)) {
        const auto* target = std::get_if<Name>(&link->data);
        if (target == nullptr || !seen.insert(target->text).second) return std::nullopt;
        if (seen.size() > cname_chain_max + 1) return std::nullopt;
        lower(ttl, link->ttl);
        name = target->text;
    }
    return seen.size() - 1;
}

/// The requested records at the end of the chain, sorted by value without duplicates (failure D3).
void take_records(const Message& message, Answer& answer, std::optional<std::uint32_t>& ttl) {
    for (const auto& record : message.answers) {
        if (record.type != answer.question.type || record.owner != answer.canonical) continue;
        lower(ttl, record.ttl);
        answer.records.push_back({{}, record.type, record.ttl, record.data});
    }
    std::ranges::sort(answer.records, {}, &Record::data);
    const auto is_same = [](const Record& a, const Record& b) { return a.data == b.data; };
    answer.records.erase(std::unique(answer.records.begin(), answer.records.end(), is_same),
                         answer.records.end());
}

/// Why the message does not answer the question; nothing if it does.
std::optional<base::Failure> unusable(const Question& question, std::string_view asked,
                                      const Message& message) {
    using base::Errc;
    if (!message.response) return {{Errc::malformed, "not a response"}};
    if (message.rcode != rcode_noerror && message.rcode != rcode_nxdomain)
        return {{Errc::server_failure, rcode_name(message.rcode)}};
    if (!message.question || message.question->type != question.type ||
        message.question->name != asked)
        return {{Errc::malformed, "answers another question"}};
    if (message.truncated) return {{Errc::server_failure, "truncated"}};
    return std::nullopt;
}

}  // namespace

base::Result<Interpretation> interpret(const Question& question, const Message& message) {
    const auto asked = canonical_name(question.name);
    if (!asked) return failed(base::Errc::malformed, "not a DNS name", question);
    if (const auto why = unusable(question, *asked, message))
        return failed(why->code, why->detail, question);

    Interpretation result;
    auto& answer = result.answer;
    answer.question = *message.question;
    answer.canonical = *asked;
    answer.authenticated = message.authenticated;
    std::optional<std::uint32_t> ttl;
    if (question.type != Type::cname) {
        const auto links = follow(message, answer.canonical, ttl);
        if (!links) return failed(base::Errc::malformed, "CNAME loop or chain too long", question);
        result.links = *links;
    }
    answer.exists = message.rcode != rcode_nxdomain;  // Of the chain's end, RFC 6604 §2.1.
    if (answer.exists) take_records(message, answer, ttl);
    if (answer.empty()) {
        const auto negative = negative_ttl(message);
        result.is_partial = answer.exists && answer.is_alias() && !negative;
        if (!result.is_partial && answer.exists && is_referral(message))
            return failed(base::Errc::server_failure, "referral", question);
        if (!result.is_partial) lower(ttl, negative.value_or(0));
        result.is_unproven = answer.exists && !result.is_partial && !negative;
    }
    answer.ttl = ttl.value_or(0);
    return result;
}

}  // namespace mailwatchd::dns
