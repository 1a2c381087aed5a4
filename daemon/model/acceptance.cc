#include "model/acceptance.h"

#include <algorithm>

namespace mailwatchd::model {

namespace {

const Acceptance* find(std::span<const Acceptance> all, std::string_view tag,
                       std::string_view subject) {
    const auto found = std::ranges::find_if(
        all, [&](const auto& each) { return each.tag == tag && each.subject == subject; });
    return found == all.end() ? nullptr : &*found;
}

}  // namespace

const Acceptance* accepted_everywhere(std::span<const Acceptance> all, std::string_view tag) {
    return find(all, tag, "");
}

const Acceptance* accepted_there(std::span<const Acceptance> all, const Finding& finding) {
    return finding.kind == nullptr ? nullptr : find(all, finding.kind->tag, finding.subject.text);
}

}  // namespace mailwatchd::model
