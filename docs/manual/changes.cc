#include "manual/changes.h"

#include "manual/samples.h"
#include "observe/kind.h"
#include "watch/own_changes.h"
#include "watch/transition.h"

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <stdexcept>

namespace mailwatchd::manual {

namespace {

/// The priorities of each kind of change, by its number.
using Priorities = std::map<std::uint8_t, std::set<int>>;

constexpr std::array ports{model::smtp, model::pop3, model::imaps};
constexpr std::string_view list_name = "bl.example";

void add(Priorities& all, const model::Reading& reading, std::string_view from, std::string_view to,
         const model::ChangeContext& context) {
    if (from == to) return;
    if (const auto named = reading.kind->change(reading, from, to, context))
        all[named->kind->number].insert(named->priority);
}

/// A block list of that class, with the name of the reading's argument.
std::shared_ptr<const std::vector<model::Dnsbl>> lists_of(model::DnsblClass dnsbl_class) {
    model::Dnsbl dnsbl;
    dnsbl.name = list_name;
    dnsbl.dnsbl_class = dnsbl_class;
    return std::make_shared<const std::vector<model::Dnsbl>>(1, dnsbl);
}

/// Every change of the reading, on an MX host and on another host.
void add_all(Priorities& all, const model::Reading& reading) {
    using enum model::DnsblClass;
    const auto values = sample_values(*reading.kind);
    for (const auto dnsbl_class : {serious, minor, policy, informational})
        for (const bool is_mx : {true, false}) {
            model::ChangeContext context;
            context.is_mx = is_mx;
            context.lists = lists_of(dnsbl_class);
            context.sources = context.lists;
            for (const auto from : values)
                for (const auto to : values) add(all, reading, from, to, context);
        }
}

/// Subjects that the priority of a change may depend on.
std::vector<model::Subject> subjects_of(const model::ReadingKind& kind) {
    const auto subject = sample_subject(kind.subject);
    auto endpoint = model::endpoint_of(subject);
    if (!endpoint) return {subject};
    std::vector<model::Subject> all;
    for (const auto& service : ports) {
        endpoint->service = service;
        all.push_back(model::Subject::endpoint(*endpoint));
    }
    return all;
}

/// As urgent as what they replace, but at least `flapping_priority`.
std::set<int> flapping_priorities(const Priorities& of_changes) {
    std::set<int> all;
    for (const auto& [number, priorities] : of_changes)
        for (const auto priority : priorities)
            all.insert(std::min(priority, watch::flapping_priority));
    return all;
}

/// The priorities of every possible change, from the rows of the readings.
Priorities priorities(const model::ReadingKinds& kinds) {
    Priorities all;
    for (const auto* const kind : kinds.all())
        for (const auto& subject : subjects_of(*kind)) {
            model::Reading reading;
            reading.kind = kind;
            // Of the prober only the whole is reported, which has no argument.
            if (kind->subject != model::Subject::Kind::prober) reading.argument = list_name;
            reading.subject = subject;
            add_all(all, reading);
        }
    for (const auto* const kind : {&change::flapping, &change::flapping_ended})
        all[kind->number] = flapping_priorities(all);
    return all;
}

/// "… by @MAILWATCHD_DNSBL@" is "… by DNSBL".
std::string without_marks(std::string text) {
    constexpr std::string_view mark = "@MAILWATCHD_";
    for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark)) {
        text.erase(text.find('@', at + 1), 1);
        text.erase(at, mark.size());
    }
    return text;
}

}  // namespace

std::vector<ShownChange> shown_changes() {
    const auto kinds = observe::reading_kinds(observe::kinds());
    const auto urgent = priorities(kinds);
    std::vector<ShownChange> all;
    for (const auto* const kind : kinds.changes()) {
        const auto found = urgent.find(kind->number);
        if (found == urgent.end())
            throw std::runtime_error{"docs/manual/samples.cc causes no " + std::string{kind->name}};
        all.push_back({kind, found->second, without_marks(std::string{kind->catalogue.subject})});
    }
    return all;
}

}  // namespace mailwatchd::manual
