#include "proto/dns/reply.h"

#include "proto/dns/wire_name.h"

#include <cstdint>

namespace mailwatchd::dns {

namespace {

// The header, RFC 1035 §4.1.1.
constexpr std::size_t header_length = 12;
constexpr unsigned is_response = 0x80;   // Of the third byte.
constexpr unsigned is_truncated = 0x02;  // Of the third byte.
constexpr unsigned rcode_bits = 0x0F;    // Of the fourth byte.

unsigned byte(std::string_view wire, std::size_t at) { return static_cast<std::uint8_t>(wire[at]); }

unsigned questions(std::string_view wire) { return byte(wire, 4) << 8U | byte(wire, 5); }

/// The error says something about the server or the query, not about the name (NXDOMAIN).
bool is_error(std::string_view reply) {
    const auto rcode = byte(reply, 3) & rcode_bits;
    return rcode != 0 && rcode != 3;
}

/// Compares the names in lower case, and type and class as they are.
bool has_same_question(std::string_view query, std::string_view reply) {
    constexpr std::size_t type_and_class = 4;
    std::size_t end_asked = header_length;
    std::size_t end_repeated = header_length;
    const auto asked = read_name(query, end_asked);
    const auto repeated = read_name(reply, end_repeated);
    return asked && repeated && *asked == *repeated &&
           reply.size() >= end_repeated + type_and_class &&
           query.substr(end_asked, type_and_class) == reply.substr(end_repeated, type_and_class);
}

}  // namespace

bool is_reply_to(std::string_view query, std::string_view reply) {
    if (reply.size() < header_length || reply.substr(0, 2) != query.substr(0, 2)) return false;
    if ((byte(reply, 2) & is_response) == 0) return false;
    if (questions(reply) == 0) return is_error(reply) || is_cut(reply);
    return questions(reply) == 1 && has_same_question(query, reply);
}

bool is_cut(std::string_view reply) { return (byte(reply, 2) & is_truncated) != 0; }

}  // namespace mailwatchd::dns
