// What is confirmed of a target's subjects, for judges whose verdict is a share of many items: of
// an item that a round did not see, the confirmed value counts. One-off audits have none.
#pragma once

#include "model/subject.h"

#include <functional>
#include <string>
#include <string_view>

namespace mailwatchd::model {

/// `world.one<Standings>()`; null if nothing is known of earlier rounds.
struct Standings {
    /// The confirmed value of a reading, by its name and argument; "" if there is none.
    std::function<std::string(const Subject& subject, std::string_view reading,
                              std::string_view argument)>
        value;
};

}  // namespace mailwatchd::model
