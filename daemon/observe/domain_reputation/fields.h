// The stored form of a domain's reputation.
#pragma once

#include "model/reputation.h"
#include "observe/reputation/fields.h"
#include "store/fields.h"

namespace mailwatchd::store {

template <>
inline constexpr std::uint64_t version_of<model::DomainReputation> = 1;

}  // namespace mailwatchd::store

namespace mailwatchd::model {

template <class A>
void fields(A& a, store::Ref<A, DomainReputation> v) {
    a.value(v.domain);
    a.value(v.taken_at);
    a.value(v.words);
}

}  // namespace mailwatchd::model
