#include "watch/interner.h"

#include <algorithm>
#include <cassert>
#include <limits>

namespace mailwatchd::watch {

namespace {

/// Puts `what` at its index of a dense table.
template <class T>
void place(std::vector<T>& table, std::size_t index, const T& what) {
    if (table.size() <= index) table.resize(index + 1);
    table[index] = what;
}

/// A batch holds all that was unsaved when it was folded, and numbers only rise.
template <class T>
void forget(std::vector<Named<T>>& unsaved, const std::vector<Named<T>>& saved) {
    if (saved.empty()) return;
    std::erase_if(unsaved, [last = saved.back().id](const auto& word) { return word.id <= last; });
}

}  // namespace

SubjectId Interner::subject(const model::Subject& subject) {
    const auto next = static_cast<SubjectId>(subjects_.size());
    auto& ids = subject_ids_.at(static_cast<std::size_t>(subject.kind));
    const auto [at, is_new] = ids.try_emplace(subject.text, next);
    if (is_new) {
        subjects_.push_back(subject);
        unsaved_.subjects.push_back({next, subject});
    }
    return at->second;
}

ArgumentId Interner::argument(std::string_view text) {
    if (text.empty()) return 0;
    if (const auto id = find_argument(text)) return *id;
    // Zones and checks are bounded by the configuration.
    assert(arguments_.size() < std::numeric_limits<ArgumentId>::max());
    const auto id = static_cast<ArgumentId>(arguments_.size());
    arguments_.emplace_back(text);
    argument_ids_.emplace(text, id);
    unsaved_.arguments.push_back({id, std::string{text}});
    return id;
}

ValueId Interner::value(std::string_view text) {
    const auto* const known = std::ranges::find(known_values, text);
    if (known != known_values.end()) return static_cast<ValueId>(known - known_values.begin());
    if (const auto found = text_ids_.find(text); found != text_ids_.end()) return found->second;
    const auto id = next_text_++;
    texts_.emplace(id, text);
    text_ids_.emplace(text, id);
    unsaved_.texts.push_back({id, std::string{text}});
    return id;
}

std::optional<SubjectId> Interner::find_subject(const model::Subject& subject) const {
    const auto& ids = subject_ids_.at(static_cast<std::size_t>(subject.kind));
    const auto found = ids.find(subject.text);
    return found == ids.end() ? std::nullopt : std::optional{found->second};
}

std::optional<SubjectId> Interner::find_subject(std::string_view text) const {
    using Kind = model::Subject::Kind;
    for (const auto kind : {Kind::name, Kind::address, Kind::endpoint})
        if (const auto id = find_subject(model::Subject{kind, std::string{text}})) return id;
    return std::nullopt;
}

std::optional<ArgumentId> Interner::find_argument(std::string_view text) const {
    if (text.empty()) return ArgumentId{0};
    const auto found = argument_ids_.find(text);
    return found == argument_ids_.end() ? std::nullopt : std::optional{found->second};
}

std::string_view Interner::value_of(ValueId id) const {
    if (id < known_values.size()) return known_values.at(id);
    return texts_.at(id);
}

void Interner::restore(const WordList& words) {
    for (const auto& [id, subject] : words.subjects) {
        place(subjects_, id, subject);
        subject_ids_.at(static_cast<std::size_t>(subject.kind)).emplace(subject.text, id);
    }
    if (subjects_.size() <= words.last_subject) subjects_.resize(words.last_subject + 1);
    for (const auto& [id, text] : words.arguments) {
        place(arguments_, id, text);
        argument_ids_.emplace(text, static_cast<ArgumentId>(id));
    }
    for (const auto& [id, text] : words.texts) {
        texts_.emplace(id, text);
        text_ids_.emplace(text, id);
        next_text_ = std::max(next_text_, id + 1);
    }
}

void Interner::saved(const WordList& words) {
    forget(unsaved_.subjects, words.subjects);
    forget(unsaved_.arguments, words.arguments);
    forget(unsaved_.texts, words.texts);
}

}  // namespace mailwatchd::watch
