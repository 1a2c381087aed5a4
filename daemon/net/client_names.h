// The names in a client certificate. Private to net/.
#pragma once

#include <openssl/x509.h>

#include <string>
#include <vector>

namespace mailwatchd::net {

/// Whether a subjectAltName of the certificate is one of `wanted`: a host name (case is ignored,
/// wildcards are compared as text), an address, a mail address or a URI.
bool bears_one_of(const X509* certificate, const std::vector<std::string>& wanted);

}  // namespace mailwatchd::net
