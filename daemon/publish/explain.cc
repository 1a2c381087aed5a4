#include "publish/explain.h"

#include "config/nearest.h"
#include "publish/layout.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>

namespace mailwatchd::publish {

namespace {

namespace json = boost::json;

constexpr std::size_t indent = 12;

std::string upper(std::string_view text) {
    std::string out{text};
    for (char& c : out) c = static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
    return out;
}

/// "  Risk      words", with further lines aligned below the words.
std::string paragraph(std::string_view term, std::string_view words, std::size_t width) {
    auto text = wrapped(words, indent, width);
    if (text.size() >= term.size()) text.replace(0, term.size(), term);
    return text;
}

json::string value(std::string_view text) { return json::string{text.data(), text.size()}; }

}  // namespace

std::vector<Explained> every_finding() {
    std::vector<Explained> all;
    for (const auto* const check : checks::all())
        for (const auto* const kind : check->findings) all.push_back({check, kind});
    return all;
}

std::optional<Explained> find_finding(std::string_view tag) {
    const auto all = every_finding();
    const auto wanted = upper(tag);
    const auto found =
        std::ranges::find(all, wanted, [](const Explained& one) { return one.kind->tag; });
    if (found == all.end()) return std::nullopt;
    return *found;
}

std::optional<std::string_view> nearest_word(std::string_view word) {
    std::vector<std::string_view> tags;
    for (const auto& one : every_finding()) tags.push_back(one.kind->tag);
    if (const auto tag = config::nearest(upper(word), tags)) return tag;
    std::vector<std::string_view> names;
    for (const auto* const check : checks::all()) names.push_back(check->name);
    return config::nearest(word, names);
}

std::string explain_text(const Explained& finding, std::size_t width) {
    const auto& kind = *finding.kind;
    auto text = std::string{kind.tag} + " (" + std::string{name(kind.severity)} + ", found by " +
                std::string{finding.check->name} + ")\n";
    text += wrapped(kind.title, 0, width) + '\n';
    text += paragraph("  Risk", kind.risk, width);
    text += paragraph("  To do", kind.remedy, width);
    text += paragraph("  Standard", kind.standard, width);
    if (!kind.cwe.empty()) text += paragraph("  CWE", kind.cwe, width);
    return text;
}

std::string explain_text(const checks::Check& check, std::size_t width) {
    const auto& texts = *check.texts;
    auto text = std::string{check.name} + " (" + std::string{check.title} + ", weight " +
                std::to_string(check.weight) + ")\n";
    text += wrapped(texts.question, 0, width) + '\n';
    text += paragraph("  Why", texts.why, width);
    text += paragraph("  Risk", texts.risk, width);
    text += paragraph("  Tested", texts.tested, width);
    std::string tags;
    for (const auto* const kind : check.findings)
        tags.append(tags.empty() ? "" : ", ").append(kind->tag);
    return text + paragraph("  Findings", tags, width);
}

std::string explain_json(const Explained& finding) {
    const auto& kind = *finding.kind;
    json::object out;
    out["tag"] = value(kind.tag);
    out["check"] = value(finding.check->name);
    out["severity"] = value(name(kind.severity));
    out["title"] = value(kind.title);
    out["risk"] = value(kind.risk);
    out["remedy"] = value(kind.remedy);
    out["standard"] = value(kind.standard);
    out["cwe"] = value(kind.cwe);
    return json::serialize(out);
}

std::string explain_json(const checks::Check& check) {
    json::object out;
    out["check"] = value(check.name);
    out["title"] = value(check.title);
    out["weight"] = check.weight;
    out["question"] = value(check.texts->question);
    out["why"] = value(check.texts->why);
    out["risk"] = value(check.texts->risk);
    out["tested"] = value(check.texts->tested);
    auto& tags = out["tags"].emplace_array();
    for (const auto* const kind : check.findings) tags.push_back(value(kind->tag));
    return json::serialize(out);
}

}  // namespace mailwatchd::publish
