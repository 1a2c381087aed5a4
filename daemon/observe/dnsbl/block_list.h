// What a block list's answers mean (RFC 5782). Pure.
#pragma once

#include "base/result.h"
#include "model/listing.h"
#include "proto/dns/message.h"

#include <array>
#include <string>
#include <vector>

namespace mailwatchd::observe {

/// "99.2.0.192.bl.example": the address reversed, by octet (§2.1) or nibble (§2.4).
std::string query_name(const model::Address& address, std::string_view dnsbl);
/// What stands in front of a list's name; `key`, where there is one, is a label between the two.
std::string query_name(std::string_view front, std::string_view key, std::string_view dnsbl);

struct DnsblAnswer {
    enum class Kind {
        listed,   ///< Some A record inside 127/8 that is no error code.
        clear,    ///< NXDOMAIN, or no A record.
        blocked,  ///< An error code: our resolver or our volume is not wanted.
        parked,   ///< An A record outside 127/8: not a block list's answer.
        silent,   ///< No answer.
    } kind = Kind::silent;
    std::vector<model::Address> answers;
    std::string evidence;  ///< The answers, or what failed.
};
/// What the list describes goes before what is known of all lists: an error code of most is the
/// "white" of another.
DnsblAnswer interpret(const model::Dnsbl& dnsbl, const base::Result<dns::Answer>& answer);

/// What stands in front of the list's name in the three questions that prove it: a point that must
/// be listed, one that must not (RFC 5782 §5), and a documentation address, or a name below INVALID
/// (RFC 2606 §2), that nobody can list.
struct TestPoints {
    std::string listed;
    std::string clear;
    std::string control;
};
TestPoints test_points(const model::Dnsbl& dnsbl, model::Address::Family family);

struct Proof {
    DnsblAnswer listed;  ///< Says nothing where the list has no such point.
    DnsblAnswer clear;
    DnsblAnswer control;
};
/// The state with the evidence that decided.
model::DnsblHealth judge_proof(const model::Dnsbl& dnsbl, model::Address::Family family,
                               const Proof& proof, base::Instant taken_at);

}  // namespace mailwatchd::observe
