#include "publish/ports_table.h"

#include "base/escape.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace mailwatchd::publish {

namespace {

using model::Reading;
using model::ReadingName;

// The order in which people think of them: receive, submit, read.
constexpr std::array shown{model::smtp,  model::submissions, model::submission, model::pop3,
                           model::pop3s, model::imap,        model::imaps};
constexpr std::size_t cell_width = 7;
/// The column of addresses on 80 columns; it shrinks with the terminal.
constexpr std::size_t name_width_max = 30;

struct Word {
    std::string_view text;
    Tone tone = Tone::plain;
    std::string_view meaning;  ///< Where the word alone does not say it.
};

constexpr Word exposed{"open!", Tone::bad, "takes passwords without encryption"};
constexpr Word open{"open", Tone::plain, ""};
constexpr Word closed{"closed", Tone::faint, ""};
constexpr Word other{"other", Tone::doubtful, "accepts connections, but shows no such service"};
constexpr Word silent{"silent", Tone::faint, "drops our packets"};
constexpr Word unknown{"?", Tone::doubtful, "could not be told"};
constexpr Word unasked{"-", Tone::faint, ""};

struct Seen {
    const Reading* port = nullptr;
    const Reading* software = nullptr;
    bool takes_clear_logins = false;
};

/// Address text to what was seen of its ports.
using Addresses = std::map<std::string, std::map<std::uint16_t, Seen>>;

Word word(const Seen& seen) {
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

/// Hosts in the order of the readings.
std::vector<std::pair<std::string, Addresses>> hosts(const Audit& audit) {
    std::vector<std::pair<std::string, Addresses>> out;
    for (const auto& reading : audit.readings) {
        const auto address = reading.subject.ip();
        const auto port = reading.subject.port();
        if (!address || !port) continue;
        const std::string host{reading.subject.host()};
        auto found = std::ranges::find(out, host, &std::pair<std::string, Addresses>::first);
        if (found == out.end()) found = out.insert(out.end(), {host, {}});
        auto& seen = found->second[address->text()][*port];
        if (reading.name == ReadingName::port) seen.port = &reading;
        if (reading.name == ReadingName::service) seen.software = &reading;
        if (reading.name == ReadingName::cleartext_login)
            seen.takes_clear_logins = reading.value == "yes";
    }
    return out;
}

std::string software(const std::map<std::uint16_t, Seen>& ports) {
    std::string text;
    for (const auto& service : shown) {
        const auto seen = ports.find(service.port);
        if (seen == ports.end() || seen->second.software == nullptr ||
            !seen->second.software->is_known())
            continue;
        text.append(text.empty() ? "" : ", ").append(service.name).append(": ");
        text.append(base::escape(seen->second.software->value));
    }
    return text;
}

class Table {
public:
    Table(std::size_t width, const Paint& paint)
        : width_{width},
          name_width_{std::min(name_width_max, width - shown.size() * cell_width)},
          paint_{paint} {}

    void head() {
        auto line = padded("  PORTS", name_width_);
        for (const auto& service : shown) line += padded(std::to_string(service.port), cell_width);
        add(Tone::faint, line);
    }

    void host(std::string_view name, std::string_view role) {
        auto text = "  " + base::escape(name);
        if (!role.empty()) text.append(" (").append(role).append(")");
        add(Tone::plain, cut(text, width_));
    }

    void address(const std::string& text, const std::map<std::uint16_t, Seen>& ports) {
        auto line = "    " + text;
        if (line.size() >= name_width_) {  // An IPv6 address in full has a line of its own.
            add(Tone::plain, line);
            line.clear();
        }
        out_ += padded(line, name_width_);
        for (const auto& service : shown) {
            const auto seen = ports.find(service.port);
            cell(seen == ports.end() ? unasked : word(seen->second));
        }
        while (out_.ends_with(' ')) out_.pop_back();
        out_ += '\n';
        out_ += wrapped(software(ports), 6, width_);
    }

    std::string finish() {
        for (const auto& [text, meaning] : meanings_)
            out_ += paint_(Tone::faint,
                           wrapped(std::string{text} + ": " + std::string{meaning}, 2, width_));
        return std::move(out_);
    }

private:
    void add(Tone tone, std::string line) {
        while (line.ends_with(' ')) line.pop_back();
        out_.append(paint_(tone, line)).append("\n");
    }

    void cell(const Word& word) {
        out_ += paint_(word.tone, word.text);
        out_.append(cell_width - word.text.size(), ' ');
        if (!word.meaning.empty()) meanings_.emplace(word.text, word.meaning);
    }

    std::size_t width_;
    std::size_t name_width_;
    const Paint& paint_;
    std::string out_;
    std::set<std::pair<std::string_view, std::string_view>> meanings_;
};

}  // namespace

std::string ports_table(const Audit& audit, std::size_t width, const Paint& paint) {
    const auto all = hosts(audit);
    if (all.empty()) return {};
    Table table{width, paint};
    table.head();
    for (const auto& [host, addresses] : all) {
        table.host(host, audit.role(model::Subject::name(host)));
        for (const auto& [address, ports] : addresses) table.address(address, ports);
    }
    return table.finish();
}

}  // namespace mailwatchd::publish
