#include "proto/smtp/capabilities.h"

#include "proto/words.h"

namespace mailwatchd::smtp {

namespace {

constexpr std::string_view old_auth = "AUTH=";

void read(model::Capabilities& capabilities, std::string_view line) {
    auto rest = line;
    const auto keyword = proto::take_word(rest);
    if (proto::equal_ignoring_case(keyword, "STARTTLS")) {
        capabilities.starttls = true;
    } else if (proto::equal_ignoring_case(keyword, "AUTH")) {
        proto::add_mechanisms(capabilities.mechanisms, rest);
    } else if (proto::starts_ignoring_case(line, old_auth)) {
        proto::add_mechanisms(capabilities.mechanisms, line.substr(old_auth.size()));
    }
}

}  // namespace

model::Capabilities parse_capabilities(std::span<const std::string> keywords) {
    model::Capabilities capabilities;
    capabilities.known = true;
    for (const auto& line : keywords) {
        if (capabilities.lines.size() == proto::capability_lines_max) break;
        capabilities.lines.push_back(line);
        read(capabilities, line);
    }
    return capabilities;
}

}  // namespace mailwatchd::smtp
