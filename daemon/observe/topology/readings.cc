#include "observe/topology/readings.h"

#include "observe/joined.h"

namespace mailwatchd::observe {

using model::Reading;

std::vector<Reading> readings_of(const model::Topology& topology) {
    if (topology.mail == model::Topology::Mail::not_asked) return {};
    const auto text = mx_text(topology);
    return {Reading{.subject = model::Subject::name(topology.target.name),
                    .kind = &reading::mx,
                    .argument = {},
                    .value = text,
                    .reason = text.empty() ? model::Reason::dns_failure : model::Reason::none,
                    .taken_at = topology.taken_at,
                    .evidence = topology.failure ? topology.failure->detail : text}};
}

std::string mx_text(const model::Topology& topology) {
    using Mail = model::Topology::Mail;
    switch (topology.mail) {
        case Mail::null_mx: return "null";
        case Mail::implicit: return "none, own address";
        case Mail::none: return "none";
        case Mail::not_asked:
        case Mail::unknown: return "";
        case Mail::mx: break;
    }
    return joined(topology.mx, ", ", [](const model::MxRecord& record) {
        return std::to_string(record.preference) + ' ' + record.host;
    });
}

}  // namespace mailwatchd::observe
