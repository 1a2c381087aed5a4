#include "publish/dnsbl_table.h"

#include "base/escape.h"
#include "publish/layout.h"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <array>

namespace mailwatchd::publish {

namespace {

constexpr std::size_t dnsbl_width_max = 30;
constexpr std::size_t class_width = 13;
constexpr std::size_t asked_width = 5;
constexpr std::size_t state_width = 13;
constexpr std::size_t width_min = 60;

std::string_view heading(TestedDnsbl::Use use) {
    switch (use) {
        case TestedDnsbl::Use::on: return "In use";
        case TestedDnsbl::Use::off: return "Off";
        case TestedDnsbl::Use::retired: return "Retired";
    }
    return "";
}

Tone tone(const TestedDnsbl& row) {
    if (row.state == model::DnsblState::proven) return Tone::good;
    return is_broken(row) ? Tone::bad : Tone::warning;
}

std::string line(const TestedDnsbl& row, std::size_t dnsbl_width, std::size_t width,
                 const Paint& paint) {
    const auto state = name(row.state);
    auto text = padded(cut(base::escape(row.dnsbl), dnsbl_width), dnsbl_width) + " " +
                padded(row.dnsbl_class ? model::name(*row.dnsbl_class) : "-", class_width) + " " +
                padded(row.asked, asked_width) + " ";
    const auto left = columns(text) + state_width + 1;
    text += paint(tone(row), state);
    if (left < width)
        text += std::string(state_width - state.size(), ' ') + " " +
                cut(base::escape(row.evidence), width - left);
    while (text.ends_with(' ')) text.pop_back();
    return text + '\n';
}

std::string summary(const std::vector<TestedDnsbl>& rows) {
    const auto in_use = std::ranges::count(rows, TestedDnsbl::Use::on, &TestedDnsbl::use);
    const auto proven = std::ranges::count_if(rows, [](const TestedDnsbl& row) {
        return row.use == TestedDnsbl::Use::on && row.state == model::DnsblState::proven;
    });
    return std::to_string(proven) + " of " + std::to_string(in_use) +
           " lists in use passed their self-test.";
}

}  // namespace

std::string_view name(TestedDnsbl::Use use) {
    constexpr std::array<std::string_view, 3> names{"on", "off", "retired"};
    return names[static_cast<std::size_t>(use)];
}

bool is_broken(const TestedDnsbl& row) {
    return row.use == TestedDnsbl::Use::on && model::is_proof(row.state) &&
           row.state != model::DnsblState::proven;
}

std::string to_text(const std::vector<TestedDnsbl>& rows, const TextOptions& options) {
    const auto width = std::max(options.width, width_min);
    const Paint paint{options.colour};
    std::size_t dnsbl_width = 0;
    for (const auto& row : rows) dnsbl_width = std::max(dnsbl_width, columns(row.dnsbl));
    const auto fixed = 1 + class_width + 1 + asked_width + 1 + state_width;
    dnsbl_width = std::min({dnsbl_width, dnsbl_width_max, width - fixed});
    std::string out;
    for (const auto use :
         {TestedDnsbl::Use::on, TestedDnsbl::Use::off, TestedDnsbl::Use::retired}) {
        if (std::ranges::count(rows, use, &TestedDnsbl::use) == 0) continue;
        out += (out.empty() ? "" : "\n") + paint(Tone::strong, heading(use)) + '\n';
        for (const auto& row : rows)
            if (row.use == use) out += line(row, dnsbl_width, width, paint);
    }
    return out + (out.empty() ? "" : "\n") + wrapped(summary(rows), 0, width);
}

std::string to_json(const std::vector<TestedDnsbl>& rows) {
    namespace json = boost::json;
    const auto text = [](std::string_view raw) { return json::string{base::escape(raw, 500)}; };
    std::string lines;
    for (const auto& row : rows) {
        json::object out;
        out["dnsbl"] = text(row.dnsbl);
        out["class"] = row.dnsbl_class ? json::value(text(model::name(*row.dnsbl_class)))
                                       : json::value(nullptr);
        out["asked"] = text(row.asked);
        out["use"] = text(name(row.use));
        out["state"] = text(model::name(row.state));
        out["evidence"] = text(row.evidence);
        out["note"] = text(row.note);
        lines += json::serialize(out) + '\n';
    }
    return lines;
}

}  // namespace mailwatchd::publish
