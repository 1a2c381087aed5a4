// The stored form of a probe for STARTTLS injection.
#pragma once

#include "model/starttls_injection.h"
#include "store/fields.h"

namespace mailwatchd::store {

template <>
inline constexpr std::uint64_t version_of<model::StarttlsInjection> = 1;

template <>
struct Blank<model::StarttlsInjection> {
    static model::StarttlsInjection make() {
        return {.endpoint = {{}, Blank<model::Address>::make(), model::smtp},
                .taken_at = {},
                .result = {},
                .reply = {}};
    }
};

}  // namespace mailwatchd::store

namespace mailwatchd::model {

constexpr StarttlsInjection::Result last(StarttlsInjection::Result) {
    return StarttlsInjection::Result::executed;
}

template <class A>
void fields(A& a, store::Ref<A, StarttlsInjection> v) {
    a.value(v.endpoint);
    a.value(v.taken_at);
    a.value(v.result);
    a.value(v.reply);
}

}  // namespace mailwatchd::model
