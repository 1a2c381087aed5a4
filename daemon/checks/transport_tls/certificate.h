// Findings about a certificate, and its expiry as a gauge. They never change the verdict.
#pragma once

#include "model/mail_session.h"
#include "model/report.h"
#include "model/topology.h"
#include "model/world.h"

namespace mailwatchd::checks::transport_tls {

/// On port 25 nobody verifies (RFC 3207 §4), so the severity is low there, and higher where users
/// connect.
///
/// Says nothing if it is not known which certificate the server shows under the host's name
/// (model::certificate_of).
void report_certificate(const model::World& world, const model::MailSession& session,
                        const model::Host& host, model::Report& report);

}  // namespace mailwatchd::checks::transport_tls
