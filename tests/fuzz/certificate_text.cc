// Arbitrary bytes as two stored values of the reading `certificate`, one per line: the words about
// them are bounded by them, and a value does not differ from itself.
#include "base/escape.h"
#include "fuzz/require.h"
#include "model/certificate_value.h"

#include <cstddef>
#include <cstdint>

using namespace mailwatchd;
using test::require;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view input{reinterpret_cast<const char*>(data), size};
    const auto from = test::take_line(input);
    const auto to = test::take_line(input);
    const auto value = model::parse_certificate(from);
    for (const auto part : {value.chain, value.issuer, value.names, value.key, value.sha256,
                            value.key_sha256, value.not_before, value.not_after})
        require(from.find(part) != std::string_view::npos);
    require(model::certificate_words(from).size() <= 2 * from.size() + 100);
    require(model::certificate_difference(from, to).size() <= 4 * size + 400);
    const auto same = model::certificate_difference(from, from);
    require(same == model::certificate_difference(from, std::string{from}));
    return 0;
}
