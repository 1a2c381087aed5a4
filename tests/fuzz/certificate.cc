// Arbitrary bytes as a certificate (DER): our description is bounded, and the two judges of its
// names, OpenSSL's and ours, agree (failures T1, T5).
#include "base/domain_name.h"
#include "fuzz/require.h"
#include "model/certificate_value.h"
#include "model/name_certificate.h"
#include "net/tls.h"

#include <openssl/err.h>
#include <openssl/x509.h>

#include <cstddef>
#include <cstdint>
#include <memory>

using namespace mailwatchd;
using test::require;

namespace {

void require_facts(const model::CertificateFacts& facts) {
    require(facts.names.size() <= model::certificate_names_max);
    require(facts.key_bits >= 0 && test::is_printable(facts.key_type));
    require(test::is_printable(facts.signature));
    for (const auto* digest : {&facts.sha256, &facts.key_sha256})
        require(digest->size() == 64 &&
                digest->find_first_not_of("0123456789abcdef") == std::string::npos);
}

/// Host names to ask for: some, and those that the certificate is made for.
std::vector<std::string> hosts_of(const model::CertificateFacts& facts) {
    std::vector<std::string> hosts{"mx1.example.org", "example.org", "a.b.example.org",
                                   "xn--mx-eka.example.org"};
    for (const std::string_view name : facts.names)
        if (const auto host =
                base::DomainName::from_wire(name.substr(name.starts_with("*.") ? 2 : 0))) {
            hosts.push_back(host->text());
            for (const std::string_view label : {"a", "a_b", "-a", "xn--mx-eka"})
                if (const auto below = host->below(label)) hosts.push_back(below->text());
        }
    return hosts;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto* at = data;
    const std::unique_ptr<X509, decltype(&X509_free)> certificate{
        d2i_X509(nullptr, &at, static_cast<long>(size)), &X509_free};
    ERR_clear_error();
    if (!certificate) return 0;
    const auto facts = net::describe_certificate(certificate.get());
    require_facts(facts);
    require(net::end_of(certificate.get()) == facts.not_after);
    for (const auto& host : hosts_of(facts))
        require(!model::has_all_names(facts) || net::certificate_matches(certificate.get(), host) ==
                                                    model::names_host(facts, host));
    net::certificate_matches(certificate.get(), "192.0.2.25");
    ERR_clear_error();
    return 0;
}
