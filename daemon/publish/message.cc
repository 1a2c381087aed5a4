#include "publish/message.h"

#include "base/escape.h"
#include "model/change_kind.h"

#include <algorithm>
#include <cassert>

namespace mailwatchd::publish {

namespace {

using model::Transition;

/// "mx1.example.org [192.0.2.25]", or the host alone.
std::string host_of(const Transition& transition) {
    std::string text = base::escape(transition.subject.host());
    if (const auto address = transition.subject.ip(); address && address->text() != text)
        text.append(" [").append(address->text()).append("]");
    return text;
}

/// "port 110 (POP3) on mx1.example.org [192.0.2.25]", as far as the subject has these parts.
std::string place_of(const Transition& transition) {
    const auto port = transition.subject.port();
    if (!port) return host_of(transition);
    auto text = "port " + std::to_string(*port);
    if (const auto* service = model::service_of(*port))
        text.append(" (").append(service->name).append(")");
    return text.append(" on ").append(host_of(transition));
}

std::string value_in(Words words, std::string_view value) {
    if (words != nullptr) return base::escape(words(value));
    return value.empty() ? "unknown" : base::escape(value);
}

std::string difference_of(const Transition& transition) {
    auto* const difference = transition.kind->difference;
    assert(difference != nullptr && "the row of a change that says {difference} has one");
    return base::escape(difference(transition.old_value, transition.new_value));
}

std::string text_of(model::Placeholder value, Words words, const Transition& transition) {
    switch (value) {
        case model::Placeholder::place: return place_of(transition);
        case model::Placeholder::host: return host_of(transition);
        case model::Placeholder::argument:
            // A local problem is its own words, not one of a set.
            return base::escape(transition.argument.empty() ? transition.evidence
                                                            : transition.argument);
        case model::Placeholder::old_value: return value_in(words, transition.old_value);
        case model::Placeholder::new_value: return value_in(words, transition.new_value);
        case model::Placeholder::reading: return reading_of(transition);
        case model::Placeholder::difference: return difference_of(transition);
    }
    return {};
}

/// "a, b and 290 more": names at most `named` of `all`, out of `total`.
std::string some_of(const std::vector<std::string>& all, std::size_t named, std::size_t total) {
    const auto shown = first_of(all, named);
    std::string text;
    for (const auto& each : shown) text.append(text.empty() ? "" : ", ").append(base::escape(each));
    if (total > shown.size())
        text.append(" and ").append(std::to_string(total - shown.size())).append(" more");
    return text;
}

}  // namespace

std::string reading_of(const Transition& transition) {
    return base::escape(model::full_name(*transition.reading, transition.argument),
                        field_bytes_max);
}

std::string render(model::MessageTemplate message, Words words, const Transition& transition) {
    std::string out;
    auto rest = message.text();
    while (!rest.empty()) {
        const auto part = model::take_part(rest);
        assert(part);  // It was made of a template.
        out += part->words;
        if (part->value) out += text_of(*part->value, words, transition);
    }
    return out;
}

std::size_t consequences_total(const Transition& transition) {
    return std::max(transition.consequences_total, transition.consequences.size());
}

namespace {

/// A kind of change that belongs to no single reading shows the values as the reading's own do.
Words words_of(const Transition& transition) {
    const auto own = transition.reading->changes;
    if (own.empty() || std::ranges::find(own, transition.kind) != own.end())
        return transition.kind->words;
    return own.front()->words;
}

}  // namespace

std::string message(const Transition& transition) {
    std::string text;
    if (!transition.targets.empty())
        text =
            some_of(transition.targets, model::named_targets_max, transition.targets_total) + ": ";
    const auto& kind = *transition.kind;
    text += render(kind.message, words_of(transition), transition);
    if (!transition.also.empty())
        text += "; also " + some_of(transition.also, named_changes_max, transition.also_total);
    const auto& verdicts = transition.consequences;
    if (!verdicts.empty())
        text += "; " + some_of(verdicts, named_consequences_max, consequences_total(transition));
    return text;
}

}  // namespace mailwatchd::publish
