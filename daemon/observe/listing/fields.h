// The stored form of a listing.
#pragma once

#include "model/listing.h"
#include "store/fields.h"

namespace mailwatchd::store {

template <>
inline constexpr std::uint64_t version_of<model::Listing> = 1;

template <>
struct Blank<model::Listing> {
    static model::Listing make() {
        return {.address = Blank<model::Address>::make(), .dnsbl = {}, .taken_at = {}};
    }
};

}  // namespace mailwatchd::store

namespace mailwatchd::model {

constexpr Listing::State last(Listing::State) { return Listing::State::unknown; }

template <class A>
void fields(A& a, store::Ref<A, Listing> v) {
    a.value(v.address);
    a.value(v.dnsbl);
    a.value(v.taken_at);
    a.value(v.state);
    a.value(v.reason);
    a.value(v.answers);
    a.value(v.text);
}

}  // namespace mailwatchd::model
