// The stored form of an address's reputation.
#pragma once

#include "model/reputation.h"
#include "store/fields.h"

namespace mailwatchd::store {

template <>
inline constexpr std::uint64_t version_of<model::Reputation> = 2;
template <>
inline constexpr std::uint64_t oldest_version_of<model::Reputation> = 1;

}  // namespace mailwatchd::store

namespace mailwatchd::model {

constexpr SourceWord::State last(SourceWord::State) { return SourceWord::State::unknown; }

template <class A>
void fields(A& a, store::Ref<A, SourceWord> v) {
    a.value(v.source);
    a.value(v.state);
    a.value(v.trust);
    a.value(v.percent);
    a.value(v.dnsbl_class);
    a.value(v.answers);
    a.value(v.meaning);
    a.value(v.text);
}

template <class A>
void fields(A& a, store::Ref<A, EarlierWord> v) {
    a.value(v.word);
    a.value(v.taken_at);
}

template <class A>
void fields(A& a, store::Ref<A, Origin> v) {
    a.value(v.as_numbers);
    a.value(v.as_name);
    a.value(v.country);
    a.value(v.registry);
    a.value(v.prefix);
    a.value(v.source);
}

template <class A>
void fields(A& a, store::Ref<A, Reputation> v) {
    a.value(v.address);
    a.value(v.taken_at);
    a.value(v.words);
    a.value(v.origin);
    a.value(v.origin_at);
    a.value(v.ptr);
    a.value(v.isp_domain);
    a.since(2, v.earlier);
}

}  // namespace mailwatchd::model
