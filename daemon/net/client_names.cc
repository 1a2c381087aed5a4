#include "net/client_names.h"

#include "base/ascii.h"
#include "model/address.h"

#include <openssl/x509v3.h>

#include <algorithm>
#include <memory>
#include <string_view>

namespace mailwatchd::net {

namespace {

std::string_view bytes_of(const ASN1_STRING* text) {
    return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)),
            static_cast<std::size_t>(ASN1_STRING_length(text))};
}

bool is_same_address(std::string_view octets, const std::string& wanted) {
    const auto address = model::Address::parse(wanted);
    return address && std::ranges::equal(octets, address->bytes(), [](char octet, auto byte) {
               return static_cast<unsigned char>(octet) == byte;
           });
}

bool is_named(const GENERAL_NAME& name, const std::string& wanted) {
    switch (name.type) {
        case GEN_DNS: return base::equal_ignoring_case(bytes_of(name.d.dNSName), wanted);
        case GEN_IPADD: return is_same_address(bytes_of(name.d.iPAddress), wanted);
        case GEN_EMAIL: return bytes_of(name.d.rfc822Name) == wanted;
        case GEN_URI: return bytes_of(name.d.uniformResourceIdentifier) == wanted;
        default: return false;
    }
}

}  // namespace

bool bears_one_of(const X509* certificate, const std::vector<std::string>& wanted) {
    const std::unique_ptr<GENERAL_NAMES, decltype(&GENERAL_NAMES_free)> names{
        static_cast<GENERAL_NAMES*>(
            X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)),
        &GENERAL_NAMES_free};
    const int count = names ? sk_GENERAL_NAME_num(names.get()) : 0;
    for (int i = 0; i < count; ++i) {
        const GENERAL_NAME& name = *sk_GENERAL_NAME_value(names.get(), i);
        if (std::ranges::any_of(wanted, [&](const auto& each) { return is_named(name, each); }))
            return true;
    }
    return false;
}

}  // namespace mailwatchd::net
