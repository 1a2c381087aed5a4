// The value of the reading `rules`, in words.
#pragma once

#include <string>
#include <string_view>

namespace mailwatchd::watch {

/// Which rules differ between two values of the reading `rules`: "the version (0.2.0, was 0.1.0),
/// block lists". Values are "VERSION part=DIGEST …"; a part that only one value has counts as
/// different.
std::string rules_difference(std::string_view from, std::string_view to);

}  // namespace mailwatchd::watch
