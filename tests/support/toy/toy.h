// A kind of observation without use, which shows what a kind needs: the colour of a domain, in a
// TXT record of "_colour" below it.
#pragma once

#include "model/reading.h"
#include "store/fields.h"

#include <string>

namespace mailwatchd::model {

struct Toy {
    std::string domain;
    base::Instant taken_at;
    std::string colour;  ///< "" if the DNS has none.
};

}  // namespace mailwatchd::model

namespace mailwatchd::store {

template <>
inline constexpr std::uint64_t version_of<model::Toy> = 1;

}  // namespace mailwatchd::store

namespace mailwatchd::model {

template <class A>
void fields(A& a, store::Ref<A, Toy> v) {
    a.value(v.domain);
    a.value(v.taken_at);
    a.value(v.colour);
}

}  // namespace mailwatchd::model

namespace mailwatchd::change {

inline constexpr model::ChangeKind colour_changed{
    .number = 200,
    .name = "colour_changed",
    .message_id = "00000000000000000000000000000000",
    .message = "the colour of {host} is now {new} (was {old})",
    .catalogue = {.subject = "The colour of @MAILWATCHD_HOST@ changed",
                  .text = "Nothing is to be done.\n"},
};

}  // namespace mailwatchd::change

namespace mailwatchd::reading {

inline constexpr model::ReadingGauge colour_gauges[]{
    {.name = "mailwatchd_toy_red", .help = "Whether a domain is red.", .yes = "red"},
};
inline constexpr const model::ChangeKind* colour_changes[]{&change::colour_changed};
inline constexpr model::ReadingKind colour{
    .number = 200,
    .name = "colour",
    .subject = model::Subject::Kind::name,
    .values = "text",
    .confirmation = model::Confirmation::dns,
    .changes = colour_changes,
    .change = [](const model::Reading&, std::string_view, std::string_view,
                 const model::ChangeContext&) -> std::optional<model::ChangeName> {
        return model::ChangeName{&change::colour_changed, 5};
    },
    .gauges = colour_gauges,
};

}  // namespace mailwatchd::reading
