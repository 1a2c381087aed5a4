// The stored form of a topology.
#pragma once

#include "model/topology.h"
#include "store/fields.h"

namespace mailwatchd::store {

template <>
inline constexpr std::uint64_t version_of<model::Topology> = 2;

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

/// The members that version 1 had.
template <class A>
void old_fields(A& a, store::Ref<A, Host> v) {
    a.value(v.name);
    a.value(v.roles);
    a.value(v.preference);
    a.value(v.addresses);
    a.value(v.refused);
    a.value(v.aliases);
    a.value(v.failure);
    a.value(v.is_alias);
}

template <class A>
void fields(A& a, store::Ref<A, Host> v) {
    old_fields(a, v);
    a.value(v.unanswered);
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

/// A host and a topology as version 1 stored them.
struct OldHost : Host {};
struct OldTopology : Topology {
    std::vector<OldHost> old_hosts;
};

template <class A>
void fields(A& a, store::Ref<A, OldHost> v) {
    old_fields<A>(a, v);
}

template <class A>
void fields(A& a, store::Ref<A, OldTopology> v) {
    a.value(v.target);
    a.value(v.taken_at);
    a.value(v.mail);
    a.value(v.mx);
    a.value(v.old_hosts);
    a.value(v.truncated);
    a.value(v.authenticated);
    a.value(v.failure);
    if constexpr (A::reads) v.hosts.assign(v.old_hosts.begin(), v.old_hosts.end());
}

}  // namespace mailwatchd::model

namespace mailwatchd::store {

template <>
inline constexpr std::uint64_t version_of<model::OldTopology> = 1;

}  // namespace mailwatchd::store
