#include "observe/domain_reputation/readings.h"

#include "observe/joined.h"

namespace mailwatchd::observe {

using model::Reading;
using model::SourceWord;

namespace {

Reading domain_reading(const model::DomainReputation& look, const SourceWord& word) {
    const bool is_known = word.state == SourceWord::State::graded;
    const auto codes =
        joined(word.answers, " ", [](const model::Address& code) { return code.text(); });
    Reading reading{.subject = model::Subject::name(look.domain),
                    .kind = &reading::domain_listed,
                    .argument = word.source,
                    .value = {},
                    .reason = is_known ? model::Reason::none : model::Reason::dns_failure,
                    .taken_at = look.taken_at,
                    .evidence = word.text.empty() ? codes : codes + " " + word.text};
    if (is_known) reading.value = word.answers.empty() ? "clear" : "listed";
    return reading;
}

}  // namespace

std::vector<Reading> readings_of(const model::DomainReputation& look) {
    std::vector<Reading> readings;
    for (const auto& word : look.words)
        if (word.state != SourceWord::State::unproven)
            readings.push_back(domain_reading(look, word));
    return readings;
}

}  // namespace mailwatchd::observe
