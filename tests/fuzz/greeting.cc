// Arbitrary bytes as a greeting and capability lines: the product comes from the closed list, and
// its version has only harmless characters. First byte: the service (failures M3, A6, P6).
#include "fuzz/require.h"
#include "proto/first_bytes.h"
#include "proto/software/software.h"
#include "proto/software/version.h"
#include "unit/proto/script.h"

#include <cstddef>
#include <cstdint>

using namespace mailwatchd;
using test::require;

namespace {

void require_version(std::string_view version) {
    require(version.size() <= software::version_bytes_max);
    for (const char c : version)
        require((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                c == '.' || c == '_' || c == '-');
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view input{reinterpret_cast<const char*>(data), size};
    const auto& service = model::services[test::take_byte(input) % model::services.size()];
    for (const auto version :
         {&software::version_after, &software::version_next, &software::version_within})
        require_version(version(input));
    require(proto::protocol_of(input).size() <= 20);
    require(test::is_printable(proto::protocol_of(input)));

    model::MailSession session{.endpoint = test::endpoint(service), .taken_at = {}};
    session.stage = model::Stage::finished;
    session.greeting = test::take_line(input).substr(0, model::greeting_bytes_max);
    session.greeting += "\r\n";
    session.before_tls.known = true;
    while (!input.empty() && session.before_tls.lines.size() < proto::reply_lines_max)
        session.before_tls.lines.emplace_back(test::take_line(input));
    const auto found = software::identify(session);
    require(found == software::identify(session));
    if (!found) return 0;
    require_version(found->version);
    require(!found->product.empty() && found->product.size() <= 40);
    require(test::is_printable(software::text(*found)));
    return 0;
}
