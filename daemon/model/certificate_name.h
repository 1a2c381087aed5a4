// Whether a certificate is valid for a host name.
#pragma once

#include "model/mail_session.h"

#include <optional>
#include <string_view>

namespace mailwatchd::model {

/// Whether one of the certificate's DNS names is the host's. `*` stands for exactly one label, the
/// left-most (RFC 9525 §6.3). `host` is a DomainName's text.
bool names_host(const CertificateFacts& certificate, std::string_view host);

/// Whether the session's certificate is valid for this name of the host. Nothing without a
/// certificate, and if only a session under this name could tell: a server may have a certificate
/// for each of its names.
std::optional<bool> certificate_matches(const MailSession& session, std::string_view host);

}  // namespace mailwatchd::model
