#include "engine/batch_text.h"

#include "base/escape.h"

namespace mailwatchd::engine {

namespace {

std::string escaped(std::string_view raw) { return base::escape(raw, std::string::npos); }

}  // namespace

std::string text_of(const watch::Batch& batch) {
    std::string text;
    const auto add = [&text](const std::string& what) {
        text.append(text.empty() ? "" : "; ").append(what);
    };
    for (const auto& each : batch.transitions)
        add("change " + each.id + ' ' + std::string{each.kind->name} + ' ' +
            escaped(each.subject.shown()) + ' ' + escaped(each.old_value) + '>' +
            escaped(each.new_value));
    for (const auto& [standing, history] : batch.standings)
        add("standing " + std::to_string(standing.subject) + ' ' +
            std::to_string(standing.reading) + ' ' + std::to_string(standing.argument) + " = " +
            std::to_string(standing.value));
    for (const auto& pending : batch.pending_changes)
        add("pending " + std::to_string(pending.key.subject) + ' ' +
            std::to_string(pending.key.reading) + ' ' + std::to_string(pending.key.argument));
    for (const auto& [id, subject] : batch.words.subjects)
        add("subject " + std::to_string(id) + ' ' + escaped(subject.shown()));
    for (const auto& [id, word] : batch.words.arguments)
        add("argument " + std::to_string(id) + ' ' + escaped(word));
    for (const auto& [id, word] : batch.words.texts)
        add("text " + std::to_string(id) + ' ' + escaped(word));
    return text;
}

}  // namespace mailwatchd::engine
