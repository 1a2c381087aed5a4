#include "observe/topology/readings.h"

#include "observe/joined.h"

namespace mailwatchd::observe {

using model::Reading;

namespace {

/// A reading of the target's name.
Reading reading_of(const model::Topology& topology, const model::ReadingKind& kind,
                   std::string value) {
    const bool is_known = topology.mail != model::Topology::Mail::unknown;
    auto evidence = topology.failure ? topology.failure->detail : value;
    return {.subject = model::Subject::name(topology.target.name),
            .kind = &kind,
            .argument = {},
            .value = std::move(value),
            .reason = is_known ? model::Reason::none : model::Reason::dns_failure,
            .taken_at = topology.taken_at,
            .evidence = std::move(evidence)};
}

}  // namespace

std::vector<Reading> readings_of(const model::Topology& topology) {
    using Mail = model::Topology::Mail;
    switch (topology.mail) {
        case Mail::not_asked: return {};
        case Mail::no_domain: return {reading_of(topology, reading::exists, "no")};
        case Mail::unknown:
            return {reading_of(topology, reading::mx, ""),
                    reading_of(topology, reading::exists, "")};
        default:
            return {reading_of(topology, reading::mx, mx_text(topology)),
                    reading_of(topology, reading::exists, "yes")};
    }
}

std::string mx_text(const model::Topology& topology) {
    using Mail = model::Topology::Mail;
    switch (topology.mail) {
        case Mail::null_mx: return "null";
        case Mail::implicit: return "none, own address";
        case Mail::none: return "none";
        case Mail::not_asked:
        case Mail::no_domain:
        case Mail::unknown: return "";
        case Mail::mx: break;
    }
    return joined(topology.mx, ", ", [](const model::MxRecord& record) {
        return std::to_string(record.preference) + ' ' + (record.host.empty() ? "." : record.host);
    });
}

}  // namespace mailwatchd::observe
