// The stored form of a PTR lookup with its forward lookups.
#pragma once

#include "model/listing.h"
#include "store/fields.h"

namespace mailwatchd::store {

template <>
inline constexpr std::uint64_t version_of<model::ReverseDns> = 1;

template <>
struct Blank<model::ReverseDns> {
    static model::ReverseDns make() {
        return {.host = {},
                .address = Blank<model::Address>::make(),
                .taken_at = {},
                .names = {},
                .forward = {}};
    }
};

}  // namespace mailwatchd::store

namespace mailwatchd::model {

template <class A>
void fields(A& a, store::Ref<A, ReverseDns::Forward> v) {
    a.value(v.name);
    a.value(v.addresses);
}

template <class A>
void fields(A& a, store::Ref<A, ReverseDns> v) {
    a.value(v.host);
    a.value(v.address);
    a.value(v.taken_at);
    a.value(v.names);
    a.value(v.forward);
}

}  // namespace mailwatchd::model
