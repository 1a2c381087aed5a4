// Whether a server executes, inside TLS, a command that it received before TLS: then an attacker on
// the network path can prefix a victim's session with commands (CVE-2011-0411).
#pragma once

#include "model/mail_session.h"
#include "model/world.h"

#include <cstdint>
#include <string>

namespace mailwatchd::model {

struct StarttlsInjection {
    Endpoint endpoint;
    base::Instant taken_at;
    enum class Result : std::uint8_t {
        unknown,   ///< The probe did not get as far as that.
        rejected,  ///< It does not start TLS, or ends the session, if more bytes come with
                   ///< STARTTLS.
        ignored,   ///< It started TLS and dropped the command.
        executed,  ///< It answered the command inside TLS.
    } result = Result::unknown;
    std::string reply;  ///< What it answered inside TLS; raw, bounded.
};

template <>
struct Kinship<StarttlsInjection> {
    using Need = Endpoint;
    using Seen = std::shared_ptr<const StarttlsInjection>;
};

/// The result of a session that sent a command together with STARTTLS
/// (proto::make_injection_probe). `ordinary` is the latest session without one: if TLS works there,
/// its refusal is a rejection.
StarttlsInjection::Result injection_result(const MailSession& probe, const MailSession& ordinary);

}  // namespace mailwatchd::model
