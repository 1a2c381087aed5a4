#include "publish/seen_ports.h"

#include "model/world.h"

#include <algorithm>

namespace mailwatchd::publish {

namespace {

constexpr PortWord exposed{"open!", Tone::bad, "accepts passwords without encryption"};
constexpr PortWord open{"open", Tone::plain, ""};
constexpr PortWord closed{"closed", Tone::faint, ""};
constexpr PortWord other{"other", Tone::warning, "accepts connections, but not for this service"};
constexpr PortWord silent{"silent", Tone::faint, "no answer"};
constexpr PortWord unknown{"?", Tone::warning, "unknown"};
constexpr PortWord unasked{"-", Tone::faint, ""};

void add(SeenService& seen, const model::Reading& reading) {
    if (reading.kind->name == "port") seen.port = &reading;
    if (reading.kind->name == "service") seen.software = &reading;
    if (reading.kind->name == "cleartext_login") seen.takes_clear_logins = reading.value == "yes";
}

}  // namespace

PortWord word(const SeenService& seen) {
    if (seen.port == nullptr) return unasked;
    const auto state = model::port_state_of(seen.port->value).value_or(model::PortState::unknown);
    switch (state) {
        case model::PortState::open: return seen.takes_clear_logins ? exposed : open;
        case model::PortState::accepting: return other;
        case model::PortState::closed: return closed;
        case model::PortState::filtered: return silent;
        case model::PortState::unknown: break;
    }
    return unknown;
}

std::vector<std::pair<std::string, SeenAddresses>> seen_hosts(
    std::span<const model::Reading> readings) {
    std::vector<std::pair<std::string, SeenAddresses>> out;
    for (const auto& reading : readings) {
        const auto address = reading.subject.ip();
        const auto port = reading.subject.port();
        if (!address || !port) continue;
        const std::string host{reading.subject.host()};
        auto found = std::ranges::find(out, host, &std::pair<std::string, SeenAddresses>::first);
        if (found == out.end()) found = out.insert(out.end(), {host, {}});
        add(found->second[address->text()][*port], reading);
    }
    return out;
}

}  // namespace mailwatchd::publish
