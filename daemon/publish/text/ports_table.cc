#include "publish/text/ports_table.h"

#include "base/escape.h"
#include "publish/seen_ports.h"

#include <algorithm>
#include <set>

namespace mailwatchd::publish {

namespace {

using Ports = SeenAddresses::mapped_type;

constexpr std::size_t cell_width = 7;
/// Width of the address column at 80 columns; it shrinks with the terminal.
constexpr std::size_t name_width_max = 30;

std::string software(const Ports& ports) {
    std::string text;
    for (const auto& service : shown_services) {
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
          name_width_{std::min(name_width_max, width - shown_services.size() * cell_width)},
          paint_{paint} {}

    void head() {
        auto line = padded("  PORTS", name_width_);
        for (const auto& service : shown_services)
            line += padded(std::to_string(service.port), cell_width);
        add(Tone::faint, line);
    }

    void host(std::string_view name, std::string_view role) {
        auto text = "  " + base::escape(name);
        if (!role.empty()) text.append(" (").append(role).append(")");
        add(Tone::plain, cut(text, width_));
    }

    void address(const std::string& text, const Ports& ports) {
        auto line = "    " + text;
        if (line.size() >= name_width_) {  // A long IPv6 address gets its own line.
            add(Tone::plain, line);
            line.clear();
        }
        out_ += padded(line, name_width_);
        for (const auto& service : shown_services) {
            const auto seen = ports.find(service.port);
            cell(word(seen == ports.end() ? SeenService{} : seen->second));
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

    void cell(const PortWord& word) {
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
    const auto all = seen_hosts(audit.readings);
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
