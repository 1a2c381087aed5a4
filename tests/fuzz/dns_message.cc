// Arbitrary bytes as a DNS message: never throws, never exceeds its limits; every name that is read
// can be queried again (failure D6, RFC 9267).
#include "fuzz/require.h"
#include "proto/dns/message.h"
#include "proto/dns/reply.h"
#include "proto/dns/wire_name.h"

#include <cstddef>
#include <cstdint>

namespace dns = mailwatchd::dns;
using mailwatchd::test::require;

namespace {

/// Nobody's answer is taken for that to another question.
void require_reply(const dns::Message& message, std::string_view wire) {
    const auto query = dns::encode_query(*message.question, {.id = message.id});
    require(query.has_value() && !dns::is_reply_to(*query, *query));
    const auto other =
        dns::encode_query(*message.question, {.id = static_cast<std::uint16_t>(message.id ^ 1U)});
    require(!dns::is_reply_to(*other, wire));
    if (!dns::is_reply_to(*query, wire)) return;
    require(message.response && dns::is_cut(wire) == message.truncated);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view wire{reinterpret_cast<const char*>(data), size};
    const auto message = dns::parse(wire);
    require(dns::parse(wire).has_value() == message.has_value());
    if (!message) return 0;
    require(message->answers.size() + message->authority.size() <= dns::records_max);
    for (const auto& record : message->answers)
        require(dns::canonical_name(record.owner) == record.owner);
    if (!message->question) return 0;
    require_reply(*message, wire);
    const auto result = dns::interpret(*message->question, *message);
    if (!result) return 0;
    require(result->answer.records.size() <= message->answers.size());
    require(!result->is_partial || result->answer.empty());
    require(result->answer.exists || result->answer.empty());
    return 0;
}
