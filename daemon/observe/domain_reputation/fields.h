// The stored form of a domain's reputation.
#pragma once

#include "model/reputation.h"
#include "observe/reputation/fields.h"
#include "store/fields.h"

namespace mailwatchd::store {

template <>
inline constexpr std::uint64_t version_of<model::DomainReputation> = 2;
template <>
inline constexpr std::uint64_t oldest_version_of<model::DomainReputation> = 1;

}  // namespace mailwatchd::store

namespace mailwatchd::model {

template <class A>
void fields(A& a, store::Ref<A, DomainReputation> v) {
    a.value(v.domain);
    a.value(v.taken_at);
    a.value(v.words);
    a.since(2, v.earlier);
}

}  // namespace mailwatchd::model
