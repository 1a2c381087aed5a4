// Arbitrary bytes as a macro string of SPF. First line: the values of the macros. Expansions are
// bounded, escaped ones are URL-safe, and a fitted name is a name (RFC 7208 §7, failure D14).
#include "fuzz/require.h"
#include "proto/dns/wire_name.h"
#include "proto/spf/macro.h"

#include <cstddef>
#include <cstdint>

using namespace mailwatchd;
using test::require;

namespace {

constexpr std::string_view letters = "slodiphvcrt";

void require_pieces(const spf::MacroString& macros, std::string_view text) {
    std::size_t literal = 0;
    for (const auto& piece : macros.pieces) {
        literal += piece.literal.size();
        require(piece.letter == '\0' || letters.find(piece.letter) != letters.npos);
        require(piece.letter == '\0' || macros.uses(piece.letter));
        require(!piece.delimiters.empty());
    }
    require(literal <= text.size() * 3);  // %- is three bytes.
    require(macros.pieces.size() <= text.size());
}

void fuzz(const base::Result<spf::MacroString>& macros, std::string_view text,
          const std::string& value) {
    if (!macros) return require(!macros.error().detail.empty());
    require_pieces(*macros, text);
    const auto expanded = spf::expand(*macros, [&](char) { return value; });
    require(expanded == spf::expand(*macros, [&](char) { return value; }));
    require(expanded.size() <= text.size() * 3 + macros->pieces.size() * (value.size() * 3 + 1));
    const auto fitted = spf::fit_name(expanded);
    const bool is_one_label = fitted.find('.') == std::string::npos;
    require(expanded.find(fitted) != std::string::npos && (is_one_label || fitted.size() <= 253));
    if (is_one_label && fitted.size() > 253) require(!dns::to_wire(fitted));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view text{reinterpret_cast<const char*>(data), size};
    const std::string value{test::take_line(text)};
    const auto domain = spf::parse_domain_spec(text);
    const auto macros = spf::parse_macro_string(text);
    const auto explanation = spf::parse_explanation(text);
    require(!domain || macros);  // Each allows what the one before does.
    require(!macros || explanation);
    for (const auto* parsed : {&domain, &macros, &explanation}) fuzz(*parsed, text, value);
    return 0;
}
