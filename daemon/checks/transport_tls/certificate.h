// Findings about a certificate, and its expiry as a gauge. They never change the verdict.
#pragma once

#include "model/mail_session.h"
#include "model/report.h"
#include "model/topology.h"

namespace mailwatchd::checks::transport_tls {

/// On port 25 nobody verifies (RFC 3207 §4), so the severity is low there, and higher where users
/// connect.
void report_certificate(const model::MailSession& session, const model::Host& host,
                        model::Report& report);

}  // namespace mailwatchd::checks::transport_tls
