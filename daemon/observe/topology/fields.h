// The stored form of a topology.
#pragma once

#include "model/topology.h"
#include "store/fields.h"

namespace mailwatchd::store {

template <>
inline constexpr std::uint64_t version_of<model::Topology> = 2;
template <>
inline constexpr std::uint64_t oldest_version_of<model::Topology> = 1;

}  // namespace mailwatchd::store

namespace mailwatchd::model {

constexpr Topology::Mail last(Topology::Mail) { return Topology::Mail::no_domain; }

template <class A>
void fields(A& a, store::Ref<A, Unanswered> v) {
    a.value(v.family);
    a.value(v.failure);
    a.value(v.times);
    a.value(v.is_awaited);
}

template <class A>
void fields(A& a, store::Ref<A, MxRecord> v) {
    a.value(v.preference);
    a.value(v.host);
}

template <class A>
void fields(A& a, store::Ref<A, Host> v) {
    a.value(v.name);
    a.value(v.roles);
    a.value(v.preference);
    a.value(v.addresses);
    a.value(v.refused);
    a.value(v.aliases);
    a.value(v.failure);
    a.value(v.is_alias);
    a.since(2, v.unanswered);
}

template <class A>
void fields(A& a, store::Ref<A, Topology> v) {
    a.value(v.target);
    a.value(v.taken_at);
    a.value(v.mail);
    a.value(v.mx);
    a.value(v.hosts);
    a.value(v.truncated);
    a.value(v.authenticated);
    a.value(v.failure);
}

}  // namespace mailwatchd::model
