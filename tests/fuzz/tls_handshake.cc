// Arbitrary bytes as a server's side of a TLS handshake: it ends, and what came in place of TLS is
// the beginning of the bytes, bounded (failures T1, P7).
#include "fuzz/require.h"
#include "net/tls.h"

#include <openssl/err.h>

#include <cstddef>
#include <cstdint>
#include <memory>

using namespace mailwatchd;
using test::require;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static auto context = net::make_tls_context("");
    const std::unique_ptr<SSL, decltype(&SSL_free)> tls{SSL_new(context.native_handle()),
                                                        &SSL_free};
    require(net::set_server_name(tls.get(), "mx.example.org").has_value());
    auto* const from_server = BIO_new(BIO_s_mem());
    BIO_write(from_server, data, static_cast<int>(size));
    SSL_set_bio(tls.get(), from_server, BIO_new(BIO_s_mem()));
    SSL_set_connect_state(tls.get());
    const bool is_done = SSL_do_handshake(tls.get()) == 1;
    ERR_clear_error();
    require(!is_done);  // Nobody can answer our random bytes in advance.
    const auto bytes = net::bytes_in_place_of_tls(tls.get());
    require(bytes.size() <= model::greeting_bytes_max);
    require(std::string_view(reinterpret_cast<const char*>(data), size).starts_with(bytes));
    require(ERR_peek_error() == 0);
    return 0;
}
