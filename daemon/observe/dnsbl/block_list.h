// The meaning of a block list's answers (RFC 5782). Pure.
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
/// Prepends `front` to a list's name; `key`, if there is one, is a label between the two.
std::string query_name(std::string_view front, std::string_view key, std::string_view dnsbl);

struct DnsblAnswer {
    enum class Kind {
        listed,   ///< An A record inside 127/8 that is not an error code.
        clear,    ///< NXDOMAIN, or no A record.
        blocked,  ///< An error code: the list rejects our resolver or our volume.
        parked,   ///< An A record outside 127/8: not the answer of a block list.
        silent,   ///< No answer.
    } kind = Kind::silent;
    std::vector<model::Address> answers;
    std::string evidence;  ///< The answers, or the failure.
};
/// The codes that the list describes override the general ones: an error code of most lists means
/// "white" in another.
DnsblAnswer interpret(const model::Dnsbl& dnsbl, const base::Result<dns::Answer>& answer);

/// The names, without the list's own, of the three queries of a self-test: one that must be listed,
/// one that must not (RFC 5782 §5), and a documentation address, or a name below INVALID (RFC 2606
/// §2), that no list can contain.
struct TestPoints {
    std::string listed;
    std::string clear;
    std::string control;
};
TestPoints test_points(const model::Dnsbl& dnsbl, model::Address::Family family);

struct Proof {
    DnsblAnswer listed;  ///< Unused if the list has no such point.
    DnsblAnswer clear;
    DnsblAnswer control;
};
/// The state, with the evidence that decided.
model::DnsblHealth judge_proof(const model::Dnsbl& dnsbl, model::Address::Family family,
                               const Proof& proof, base::Instant taken_at);

}  // namespace mailwatchd::observe
