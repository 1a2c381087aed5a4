#include "base/escape.h"
#include "proto/dns/message.h"
#include "proto/dns/wire_name.h"

namespace mailwatchd::dns {

namespace {

// Flags of the header, RFC 1035 §4.1.1 and RFC 4035 §3.2, §4.6.
constexpr unsigned recursion_desired = 0x0100;
constexpr unsigned authentic_data = 0x0020;  // In a query: "return AD" (RFC 6840 §5.7).
constexpr unsigned checking_disabled = 0x0010;

constexpr unsigned udp_payload_max = 1232;  // Fits any IPv6 path unfragmented (DNS flag day 2020).
constexpr unsigned dnssec_ok = 0x8000;      // Of the OPT's TTL, RFC 3225 §3.

void append16(std::string& out, unsigned value) {
    out += {static_cast<char>(value >> 8U & 0xFFU), static_cast<char>(value & 0xFFU)};
}

}  // namespace

base::Result<std::string> encode_query(const Question& question, const QueryOptions& options) {
    const auto name = to_wire(question.name);
    if (!name)
        return base::failed<std::string>(base::Errc::malformed,
                                         "not a DNS name: " + base::escape(question.name));
    std::string query;
    append16(query, options.id);
    append16(query, authentic_data | (options.recursion ? recursion_desired : 0) |
                        (options.checking_disabled ? checking_disabled : 0));
    for (const unsigned count : {1U, 0U, 0U, options.edns ? 1U : 0U}) append16(query, count);
    query += *name;
    append16(query, static_cast<unsigned>(question.type));
    append16(query, class_in);
    if (!options.edns) return query;
    query += '\0';
    for (const unsigned field :
         {static_cast<unsigned>(Type::opt), udp_payload_max, 0U, dnssec_ok, 0U})
        append16(query, field);
    return query;
}

}  // namespace mailwatchd::dns
