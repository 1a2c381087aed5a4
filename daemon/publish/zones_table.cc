#include "publish/zones_table.h"

#include "base/escape.h"
#include "publish/layout.h"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <array>

namespace mailwatchd::publish {

namespace {

constexpr std::size_t zone_width_max = 30;
constexpr std::size_t class_width = 13;
constexpr std::size_t asked_width = 5;
constexpr std::size_t state_width = 13;
constexpr std::size_t width_min = 60;

std::string_view heading(TestedZone::Use use) {
    switch (use) {
        case TestedZone::Use::on: return "In use";
        case TestedZone::Use::off: return "Off";
        case TestedZone::Use::retired: return "Retired";
    }
    return "";
}

Tone tone(const TestedZone& row) {
    if (row.state == model::ZoneState::proven) return Tone::good;
    return is_broken(row) ? Tone::bad : Tone::doubtful;
}

std::string line(const TestedZone& row, std::size_t zone_width, std::size_t width,
                 const Paint& paint) {
    const auto state = name(row.state);
    auto text = padded(cut(base::escape(row.zone), zone_width), zone_width) + " " +
                padded(row.zone_class ? model::name(*row.zone_class) : "-", class_width) + " " +
                padded(row.asked, asked_width) + " ";
    const auto left = columns(text) + state_width + 1;
    text += paint(tone(row), state);
    if (left < width)
        text += std::string(state_width - state.size(), ' ') + " " +
                cut(base::escape(row.evidence), width - left);
    while (text.ends_with(' ')) text.pop_back();
    return text + '\n';
}

std::string summary(const std::vector<TestedZone>& rows) {
    const auto in_use = std::ranges::count(rows, TestedZone::Use::on, &TestedZone::use);
    const auto proven = std::ranges::count_if(rows, [](const TestedZone& row) {
        return row.use == TestedZone::Use::on && row.state == model::ZoneState::proven;
    });
    return std::to_string(proven) + " of " + std::to_string(in_use) +
           " lists in use passed their self-test.";
}

}  // namespace

std::string_view name(TestedZone::Use use) {
    constexpr std::array<std::string_view, 3> names{"on", "off", "retired"};
    return names[static_cast<std::size_t>(use)];
}

bool is_broken(const TestedZone& row) {
    return row.use == TestedZone::Use::on && model::is_proof(row.state) &&
           row.state != model::ZoneState::proven;
}

std::string to_text(const std::vector<TestedZone>& rows, const TextOptions& options) {
    const auto width = std::max(options.width, width_min);
    const Paint paint{options.colour};
    std::size_t zone_width = 0;
    for (const auto& row : rows) zone_width = std::max(zone_width, columns(row.zone));
    const auto fixed = 1 + class_width + 1 + asked_width + 1 + state_width;
    zone_width = std::min({zone_width, zone_width_max, width - fixed});
    std::string out;
    for (const auto use : {TestedZone::Use::on, TestedZone::Use::off, TestedZone::Use::retired}) {
        if (std::ranges::count(rows, use, &TestedZone::use) == 0) continue;
        out += (out.empty() ? "" : "\n") + paint(Tone::strong, heading(use)) + '\n';
        for (const auto& row : rows)
            if (row.use == use) out += line(row, zone_width, width, paint);
    }
    return out + (out.empty() ? "" : "\n") + wrapped(summary(rows), 0, width);
}

std::string to_json(const std::vector<TestedZone>& rows) {
    namespace json = boost::json;
    const auto text = [](std::string_view raw) { return json::string{base::escape(raw, 500)}; };
    std::string lines;
    for (const auto& row : rows) {
        json::object out;
        out["zone"] = text(row.zone);
        out["class"] =
            row.zone_class ? json::value(text(model::name(*row.zone_class))) : json::value(nullptr);
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
