// What listens where, as people read it: made of readings, for the text and the HTML report alike.
#pragma once

#include "model/endpoint.h"
#include "model/reading.h"
#include "publish/layout.h"

#include <array>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mailwatchd::publish {

/// The order in which people think of them: receive, submit, read.
inline constexpr std::array shown_services{model::smtp, model::submissions, model::submission,
                                           model::pop3, model::pop3s,       model::imap,
                                           model::imaps};

/// What was seen of one port of one address; a null pointer where it was not looked at.
struct SeenService {
    const model::Reading* port = nullptr;
    const model::Reading* software = nullptr;
    bool takes_clear_logins = false;
};

/// A word for it; the word alone says all that its tone does.
struct PortWord {
    std::string_view text;
    Tone tone = Tone::plain;
    std::string_view meaning;  ///< Where the word alone does not say it.
};
PortWord word(const SeenService& seen);

/// Address text to what was seen of its ports.
using SeenAddresses = std::map<std::string, std::map<std::uint16_t, SeenService>>;

/// Hosts in the order of the readings, which outlive the result.
std::vector<std::pair<std::string, SeenAddresses>> seen_hosts(
    std::span<const model::Reading> readings);

}  // namespace mailwatchd::publish
