// OpenSSL for an auditing client: it accepts any peer and describes it. Private to net/.
#pragma once

#include "base/result.h"
#include "model/mail_session.h"

#include <boost/asio/ssl/context.hpp>
#include <openssl/ssl.h>

#include <string>

namespace mailwatchd::net {

/// A client context that accepts old protocols and any certificate. Throws if the roots cannot be
/// read.
boost::asio::ssl::context make_tls_context(const std::string& ca_file);

/// Sends SNI if `host` is a name. Malformed if OpenSSL rejects it.
base::Outcome set_server_name(SSL* tls, const std::string& host);

/// Describes a finished handshake. Requires a context of `make_tls_context`.
model::TlsFacts describe_tls(SSL* tls, const std::string& host);

/// Whether the certificate is valid for a host name or an address (RFC 9525): SAN only, no partial
/// wildcards (failure T5).
bool certificate_matches(X509* certificate, const std::string& host);

model::CertificateFacts describe_certificate(X509* certificate);
/// Its last moment, as in `describe_certificate`.
base::Instant end_of(const X509* certificate);

/// What the peer sent in place of TLS; empty if its first bytes were a TLS record. Call after a
/// failed handshake.
std::string bytes_in_place_of_tls(SSL* tls);

}  // namespace mailwatchd::net
