#include "watch/interner.h"

#include <algorithm>
#include <cassert>
#include <iterator>
#include <limits>

namespace mailwatchd::watch {

namespace {

/// Puts `what` at its index of a dense table.
template <class T>
void place(std::vector<T>& table, std::size_t index, const T& what) {
    if (table.size() <= index) table.resize(index + 1);
    table[index] = what;
}

/// Moves those of `which` that are in `from` out of it and returns them.
template <class T>
std::vector<Named<T>> take(std::vector<Named<T>>& from, const std::vector<Named<T>>& which) {
    const auto stays = [&which](const Named<T>& word) {
        return !std::ranges::binary_search(which, word.id, {}, &Named<T>::id);
    };
    // Not of std::ranges, whose subrange clang 14 does not compile.
    const auto taken = std::stable_partition(from.begin(), from.end(), stays);
    std::vector<Named<T>> all(std::move_iterator{taken}, std::move_iterator{from.end()});
    from.erase(taken, from.end());
    return all;
}

template <class T>
void put(std::vector<Named<T>>& words, std::vector<Named<T>> more) {
    for (auto& word : more)
        words.insert(std::ranges::lower_bound(words, word.id, {}, &Named<T>::id), std::move(word));
}

template <class T>
void move_one(std::uint32_t id, std::vector<Named<T>>& from, std::vector<Named<T>>& to) {
    if (!from.empty()) put(to, take(from, {{id, {}}}));
}

}  // namespace

SubjectId Interner::subject(const model::Subject& subject) {
    const auto next = static_cast<SubjectId>(subjects_.size());
    auto& ids = subject_ids_.at(static_cast<std::size_t>(subject.kind));
    const auto [at, is_new] = ids.try_emplace(subject.text, next);
    if (is_new) {
        subjects_.push_back(subject);
        unsaved_.subjects.push_back({next, subject});
    } else {
        offer(at->second, 0);
    }
    return at->second;
}

ArgumentId Interner::argument(std::string_view text) {
    if (text.empty()) return 0;
    if (const auto id = find_argument(text)) {
        offer(0, *id);
        return *id;
    }
    // Lists and checks are bounded by the configuration.
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
    if (const auto found = text_ids_.find(text); found != text_ids_.end()) {
        move_one(found->second, aside_.texts, unsaved_.texts);
        return found->second;
    }
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
    take(unsaved_.subjects, words.subjects);
    take(unsaved_.arguments, words.arguments);
    take(unsaved_.texts, words.texts);
}

void Interner::set_aside(const WordList& words) {
    put(aside_.subjects, take(unsaved_.subjects, words.subjects));
    put(aside_.arguments, take(unsaved_.arguments, words.arguments));
    put(aside_.texts, take(unsaved_.texts, words.texts));
}

void Interner::offer(SubjectId subject, ArgumentId argument) {
    move_one(subject, aside_.subjects, unsaved_.subjects);
    move_one(argument, aside_.arguments, unsaved_.arguments);
}

}  // namespace mailwatchd::watch
