#include "observe/spf/fields.h"

#include <algorithm>
#include <limits>
#include <string_view>
#include <utility>

namespace mailwatchd::model {

namespace {

std::string_view term_of(std::optional<SpfResult> all) {
    if (!all) return "no all";
    switch (*all) {
        case SpfResult::pass: return "+all";
        case SpfResult::fail: return "-all";
        case SpfResult::softfail: return "~all";
        default: return "?all";
    }
}

SpfScope scope_of(const FirstSpfLook& first) {
    const auto is_syntax = [](const SpfRemark& remark) {
        return remark.kind == SpfRemark::Kind::syntax;
    };
    SpfScope scope;
    scope.others = std::numeric_limits<std::int64_t>::max();
    if (first.look.records.empty()) return scope;
    if (first.look.records.size() > 1 || std::ranges::any_of(first.look.remarks, is_syntax)) {
        scope.unlisted = SpfResult::permerror;
        return scope;
    }
    scope.unlisted = first.all.value_or(SpfResult::neutral);
    scope.unlisted_term = term_of(first.all);
    if (scope.unlisted != SpfResult::pass) return scope;
    std::swap(scope.passing, scope.others);
    scope.passing_terms = {std::exchange(scope.unlisted_term, {})};
    return scope;
}

}  // namespace

SpfLook upgraded(FirstSpfLook first) {
    first.look.v4 = first.look.v6 = scope_of(first);
    return std::move(first.look);
}

}  // namespace mailwatchd::model
