#include "model/acknowledgement.h"

#include <algorithm>

namespace mailwatchd::model {

namespace {

const Acknowledgement* find(std::span<const Acknowledgement> all, std::string_view tag,
                            std::string_view subject) {
    const auto found = std::ranges::find_if(
        all, [&](const auto& each) { return each.tag == tag && each.subject == subject; });
    return found == all.end() ? nullptr : &*found;
}

}  // namespace

const Acknowledgement* acknowledged_everywhere(std::span<const Acknowledgement> all,
                                               std::string_view tag) {
    return find(all, tag, "");
}

const Acknowledgement* acknowledged_there(std::span<const Acknowledgement> all,
                                          const Finding& finding) {
    return finding.kind == nullptr ? nullptr
                                   : find(all, finding.kind->tag, finding.subject.shown());
}

}  // namespace mailwatchd::model
