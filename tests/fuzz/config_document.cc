// Arbitrary bytes as a configuration: yields a document or one syntax problem, then problems that
// have a location and are printable. failures F1, A5.
#include "config/document.h"
#include "config/reader.h"
#include "fuzz/require.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

using namespace mailwatchd;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    config::Problems syntax;
    const auto document = config::parse_document(text, "fuzz.toml", syntax);
    test::require(syntax.size() == (document == nullptr ? 1U : 0U));

    if (text.find("targets_") != text.npos) return 0;  // Would make us read this machine's files.
    static constexpr std::array<std::string_view, 2> checks{"pop3", "dnsbl"};
    config::Reader reader{checks};
    reader.read_text(text, "fuzz.toml");
    for (const auto check : checks) read_common(reader.check(check), {});
    for (std::size_t i = 0; i < reader.configuration().targets.size(); ++i)
        if (auto* const section = reader.target_check(i, "pop3")) read_common(*section, {});
    for (const auto& problem : reader.finish().problems)
        test::require(test::is_printable(problem.text()));
    return 0;
}
