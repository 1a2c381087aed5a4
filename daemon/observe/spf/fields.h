// The stored form of a domain's SPF.
#pragma once

#include "model/spf.h"
#include "store/fields.h"

#include <optional>

namespace mailwatchd::model {

/// What version 0.1 stored: `all` in place of the scopes.
struct FirstSpfLook {
    SpfLook look;
    std::optional<SpfResult> all;  ///< The result of `all`, redirects followed.
};

/// As the judge of that version understood it: everybody passes, or nobody who is not listed.
SpfLook upgraded(FirstSpfLook first);

}  // namespace mailwatchd::model

namespace mailwatchd::store {

template <>
inline constexpr std::uint64_t version_of<model::FirstSpfLook> = 1;
template <>
inline constexpr std::uint64_t version_of<model::SpfLook> = 2;

}  // namespace mailwatchd::store

namespace mailwatchd::model {

constexpr SpfResult last(SpfResult) { return SpfResult::permerror; }
constexpr SpfRemark::Kind last(SpfRemark::Kind) { return SpfRemark::Kind::unreached_all; }

template <class A>
void fields(A& a, store::Ref<A, SpfRemark> v) {
    a.value(v.kind);
    a.value(v.domain);
    a.value(v.term);
    a.value(v.what);
}

template <class A>
void fields(A& a, store::Ref<A, SpfSender> v) {
    a.value(v.host);
    a.value(v.addresses);
}

template <class A>
void fields(A& a, store::Ref<A, SpfScope> v) {
    a.value(v.passing);
    a.value(v.others);
    a.value(v.passing_terms);
    a.value(v.more_terms);
    a.value(v.unlisted);
    a.value(v.unlisted_term);
}

template <class A>
void fields(A& a, store::Ref<A, SpfLook> v) {
    a.value(v.domain);
    a.value(v.taken_at);
    a.value(v.records);
    a.value(v.failure);
    a.value(v.result);
    a.value(v.lookups);
    a.value(v.void_lookups);
    a.value(v.void_lookups_v6);
    a.value(v.answer_bytes);
    a.value(v.remarks);
    a.value(v.senders);
    a.value(v.truncated);
    a.value(v.v4);
    a.value(v.v6);
    a.value(v.stops_senders_v6);
}

template <class A>
void fields(A& a, store::Ref<A, FirstSpfLook> v) {
    a.value(v.look.domain);
    a.value(v.look.taken_at);
    a.value(v.look.records);
    a.value(v.look.failure);
    a.value(v.look.result);
    a.value(v.all);
    a.value(v.look.lookups);
    a.value(v.look.void_lookups);
    a.value(v.look.void_lookups_v6);
    a.value(v.look.answer_bytes);
    a.value(v.look.remarks);
    a.value(v.look.senders);
    a.value(v.look.truncated);
}

}  // namespace mailwatchd::model
