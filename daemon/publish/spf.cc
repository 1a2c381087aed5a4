#include "publish/spf.h"

#include "base/escape.h"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace mailwatchd::publish {

namespace {

/// Longest shown text in bytes: enough for an explanation with a link, or for a long term.
constexpr std::size_t text_bytes_max = 512;

std::string shown(std::string_view raw) { return base::escape(raw, text_bytes_max); }

void add_line(std::string& text, std::string_view label, std::string_view value) {
    if (value.empty()) return;
    text.append("  ").append(label).append(16 - label.size(), ' ').append(value).append("\n");
}

std::string of(int count, int most) {
    return std::to_string(count) + " of " + std::to_string(most);
}

}  // namespace

std::string to_json(const SpfQuestion& question, const model::SpfEvaluation& result) {
    boost::json::object out;
    const auto put = [&](const char* key, std::string_view raw) { out[key] = shown(raw); };
    put("domain", question.domain);
    put("ip", question.ip);
    put("sender", question.sender);
    put("helo", question.helo);
    put("result", name(result.result));
    put("mechanism", result.mechanism);
    put("record", result.domain);
    out["lookups"] = result.lookups;
    out["void_lookups"] = result.void_lookups;
    put("explanation", result.explanation);
    put("problem", result.problem);
    return boost::json::serialize(out);
}

std::string to_text(const SpfQuestion& question, const model::SpfEvaluation& result) {
    std::string text = shown(question.domain) + " for " + question.ip + ": ";
    text.append(name(result.result)).append("\n");
    auto matched = shown(result.mechanism);
    if (!matched.empty() && result.domain != question.domain)
        matched += " (in the record of " + shown(result.domain) + ')';
    add_line(text, "matched", matched);
    add_line(text, "lookups", of(result.lookups, model::spf_lookups_max));
    add_line(text, "void lookups", of(result.void_lookups, model::spf_void_lookups_max));
    add_line(text, "explanation", shown(result.explanation));
    add_line(text, "problem", shown(result.problem));
    return text;
}

}  // namespace mailwatchd::publish
