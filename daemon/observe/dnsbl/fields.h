// The stored form of a block list's self-test.
#pragma once

#include "model/listing.h"
#include "store/fields.h"

namespace mailwatchd::store {

template <>
inline constexpr std::uint64_t version_of<model::DnsblHealth> = 2;

}  // namespace mailwatchd::store

namespace mailwatchd::model {

template <class A>
void fields(A& a, store::Ref<A, DnsblHealth> v) {
    a.value(v.dnsbl);
    a.value(v.family);
    a.value(v.taken_at);
    a.value(v.state);
    a.value(v.evidence);
    a.value(v.failing_since);
    a.value(v.ask_again);
    a.value(v.of_names);
}

}  // namespace mailwatchd::model
