// Explains a finding by its tag (title, risk, remedy, standard, CWE), or a check by its name.
#pragma once

#include "checks/check.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mailwatchd::publish {

/// A kind of finding and the check that finds it; neither is ever destroyed.
struct Explained {
    const checks::Check* check;
    const model::FindingKind* kind;
};

/// Every kind, in the order of the checks.
std::vector<Explained> every_finding();

/// Ignores case.
std::optional<Explained> find_finding(std::string_view tag);

/// The tag or check name that is nearest to `word`; empty if none is near.
std::optional<std::string_view> nearest_word(std::string_view word);

/// Lines of at most `width` columns.
std::string explain_text(const Explained& finding, std::size_t width);
/// What a check is for, and its findings.
std::string explain_text(const checks::Check& check, std::size_t width);

/// One JSON object, no line feed.
std::string explain_json(const Explained& finding);
std::string explain_json(const checks::Check& check);

}  // namespace mailwatchd::publish
