#include "net/library.h"

#include <openssl/crypto.h>

namespace mailwatchd::net {

std::string tls_library_version() { return OpenSSL_version(OPENSSL_VERSION_STRING); }

}  // namespace mailwatchd::net
