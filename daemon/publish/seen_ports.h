// The state of every mail port, made from readings, for the text and the HTML report.
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

/// In the order receive, submit, read.
inline constexpr std::array shown_services{model::smtp, model::submissions, model::submission,
                                           model::pop3, model::pop3s,       model::imap,
                                           model::imaps};

/// One port of one address. A pointer is null if there is no such reading.
struct SeenService {
    const model::Reading* port = nullptr;
    const model::Reading* software = nullptr;
    bool takes_clear_logins = false;
};

/// A word for the state. The word alone says everything that its tone says.
struct PortWord {
    std::string_view text;
    Tone tone = Tone::plain;
    std::string_view meaning;  ///< For the legend; "" if the word needs none.
};
PortWord word(const SeenService& seen);

/// Ports by address text.
using SeenAddresses = std::map<std::string, std::map<std::uint16_t, SeenService>>;

/// Hosts in the order of the readings, which must outlive the result.
std::vector<std::pair<std::string, SeenAddresses>> seen_hosts(
    std::span<const model::Reading> readings);

}  // namespace mailwatchd::publish
