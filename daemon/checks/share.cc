#include "checks/share.h"

#include "model/standings.h"

namespace mailwatchd::checks {

std::string standing(const model::World& world, const model::Subject& subject,
                     std::string_view reading, std::string_view argument) {
    const auto standings = world.one<model::Standings>();
    return standings ? standings->value(subject, reading, argument) : std::string{};
}

}  // namespace mailwatchd::checks
