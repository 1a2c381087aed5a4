// Whose a client's certificate is. Private to net/.
#pragma once

#include <openssl/x509.h>

#include <string>
#include <vector>

namespace mailwatchd::net {

/// Whether a subjectAltName of the certificate is one of these: a host name (case does not count,
/// wildcards are texts like any other), an address, a mail address or a URI.
bool bears_one_of(const X509* certificate, const std::vector<std::string>& wanted);

}  // namespace mailwatchd::net
