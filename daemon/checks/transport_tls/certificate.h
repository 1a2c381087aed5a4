// What a certificate shows beside the verdict: findings and its end as a gauge.
#pragma once

#include "model/mail_session.h"
#include "model/report.h"
#include "model/topology.h"

namespace mailwatchd::checks::transport_tls {

/// On port 25 nobody verifies (RFC 3207 §4), so there it weighs little; where users connect, it
/// does.
void tell_certificate(const model::MailSession& session, const model::Host& host,
                      model::Report& report);

}  // namespace mailwatchd::checks::transport_tls
