// The stored form of a domain's SPF.
#pragma once

#include "model/spf.h"
#include "store/fields.h"

namespace mailwatchd::store {

template <>
inline constexpr std::uint64_t version_of<model::SpfLook> = 1;

}  // namespace mailwatchd::store

namespace mailwatchd::model {

constexpr SpfResult last(SpfResult) { return SpfResult::permerror; }
constexpr SpfRemark::Kind last(SpfRemark::Kind) { return SpfRemark::Kind::record_type_99; }

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
void fields(A& a, store::Ref<A, SpfLook> v) {
    a.value(v.domain);
    a.value(v.taken_at);
    a.value(v.records);
    a.value(v.failure);
    a.value(v.result);
    a.value(v.all);
    a.value(v.lookups);
    a.value(v.void_lookups);
    a.value(v.void_lookups_v6);
    a.value(v.answer_bytes);
    a.value(v.remarks);
    a.value(v.senders);
    a.value(v.truncated);
}

}  // namespace mailwatchd::model
