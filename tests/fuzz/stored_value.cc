// Arbitrary bytes as a stored value. First byte: which kind. What is decoded, in this version or an
// older one, is encoded to bytes that decode to the same; changed bytes are noticed (failure S5).
#include "fuzz/require.h"
#include "observe/dnsbl/fields.h"
#include "observe/domain_reputation/fields.h"
#include "observe/listing/fields.h"
#include "observe/name_certificate/fields.h"
#include "observe/reputation/fields.h"
#include "observe/reverse_dns/fields.h"
#include "observe/series/fields.h"
#include "observe/session/fields.h"
#include "observe/spf/fields.h"
#include "observe/topology/fields.h"
#include "store/codec.h"
#include "store/stored_report.h"

#include <cstddef>
#include <cstdint>
#include <string>

using namespace mailwatchd;
using test::require;

namespace {

template <class T>
void fuzz_value(std::string_view body) {
    require(!store::decode<T>(body) || store::decode<T>(body).has_value());
    const auto value = store::decode<T>(std::string{body} + store::checksum_text(body));
    if (!value) return;
    auto bytes = store::encode(*value);
    const auto again = store::decode<T>(bytes);
    require(again && store::encode(*again) == bytes);
    require(!store::decode<T>(std::string_view{bytes}.substr(1)));
    require(!store::decode<T>(bytes + '\0'));
    bytes[body.size() % bytes.size()] ^= 1;
    require(!store::decode<T>(bytes));
}

using Fuzz = void (*)(std::string_view body);
constexpr Fuzz values[] = {
    &fuzz_value<model::MailSession>,  &fuzz_value<model::Topology>,
    &fuzz_value<model::ReverseDns>,   &fuzz_value<model::Listing>,
    &fuzz_value<model::DnsblHealth>,  &fuzz_value<model::SpfLook>,
    &fuzz_value<model::FirstSpfLook>, &fuzz_value<model::Reputation>,
    &fuzz_value<model::ActiveSeries>, &fuzz_value<model::DomainReputation>,
    &fuzz_value<store::StoredReport>, &fuzz_value<model::NameCertificate>,
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view input{reinterpret_cast<const char*>(data), size};
    const auto which = test::take_byte(input);
    values[which % std::size(values)](input);
    return 0;
}
