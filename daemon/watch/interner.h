// Subjects, arguments and values as numbers. A number is given immediately and never taken back. It
// is part of every batch until one with it is committed. If a batch is set aside, its words may be
// the cause: from then on only batches that use them contain them.
#pragma once

#include "model/subject.h"
#include "watch/batch.h"
#include "watch/standing.h"

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace mailwatchd::watch {

class Interner {
public:
    SubjectId subject(const model::Subject& subject);
    ArgumentId argument(std::string_view text);
    ValueId value(std::string_view text);

    std::optional<SubjectId> find_subject(const model::Subject& subject) const;
    std::optional<ArgumentId> find_argument(std::string_view text) const;

    /// `id` must come from this interner.
    const model::Subject& subject_of(SubjectId id) const { return subjects_.at(id); }
    const std::string& argument_of(ArgumentId id) const { return arguments_.at(id); }
    std::string_view value_of(ValueId id) const;

    /// The number of all words.
    std::size_t size() const {
        auto all = argument_ids_.size() + text_ids_.size();
        for (const auto& ids : subject_ids_) all += ids.size();
        return all;
    }

    void restore(const WordList& words);
    /// Words that no committed batch contains, for the next one; in order of number.
    const WordList& unsaved() const { return unsaved_; }
    void saved(const WordList& words);
    /// The batch with these words can never be committed. Each word waits until its number is asked
    /// for again.
    void set_aside(const WordList& words);
    /// Adds these numbers, given earlier, to the next batch.
    void offer(SubjectId subject, ArgumentId argument);

private:
    struct Hash : std::hash<std::string_view> {
        using is_transparent = void;  // NOLINT(readability-identifier-naming): the standard's name
    };
    template <class Id>
    using Index = std::unordered_map<std::string, Id, Hash, std::equal_to<>>;

    std::vector<model::Subject> subjects_{{}};  ///< Index = id; 0 is none.
    std::vector<std::string> arguments_{{}};
    std::unordered_map<ValueId, std::string> texts_;
    std::array<Index<SubjectId>, 5> subject_ids_;  ///< By kind.
    Index<ArgumentId> argument_ids_;
    Index<ValueId> text_ids_;
    ValueId next_text_ = first_text_id;
    WordList unsaved_;
    WordList aside_;  ///< In no committed batch and not in the next one.
};

}  // namespace mailwatchd::watch
