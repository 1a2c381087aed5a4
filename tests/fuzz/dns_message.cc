// Arbitrary bytes as a DNS message: never throws, never exceeds its limits; every name that is read
// can be queried again (failure D6, RFC 9267).
#include "proto/dns/message.h"
#include "proto/dns/wire_name.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

namespace dns = mailwatchd::dns;

namespace {

void require(bool is_true) {
    if (!is_true) std::abort();
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
    require(dns::encode_query(*message->question, {}).has_value());
    const auto result = dns::interpret(*message->question, *message);
    if (!result) return 0;
    require(result->answer.records.size() <= message->answers.size());
    require(!result->is_partial || result->answer.empty());
    require(result->answer.exists || result->answer.empty());
    return 0;
}
