// What a block list's answers mean (RFC 5782, FACTS.md 1.3). Pure.
#pragma once

#include "base/result.h"
#include "model/listing.h"
#include "proto/dns/message.h"

#include <array>
#include <string>
#include <vector>

namespace mailwatchd::observe {

/// "99.2.0.192.bl.example": the address reversed, by octet (§2.1) or nibble (§2.4).
std::string query_name(const model::Address& address, std::string_view zone);

struct Said {
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
Said interpret(const base::Result<dns::Answer>& answer);

/// The three questions that prove a zone for a family: a point that must be listed, one that must
/// not (RFC 5782 §5), and a documentation address that nobody can list.
struct TestPoints {
    model::Address listed;
    model::Address clear;
    model::Address control;
};
TestPoints test_points(model::Address::Family family);

struct Proof {
    Said listed;
    Said clear;
    Said control;
};
/// The state with the evidence that decided.
model::ZoneHealth judge_proof(const model::Zone& zone, model::Address::Family family,
                              const Proof& proof, base::Instant taken_at);

}  // namespace mailwatchd::observe
