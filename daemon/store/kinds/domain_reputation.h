// How a domain's reputation is stored.
#pragma once

#include "model/reputation.h"
#include "store/fields.h"
#include "store/kinds/reputation.h"

namespace mailwatchd::model {

template <class A>
void fields(A& a, store::Ref<A, DomainReputation> v) {
    a.value(v.domain);
    a.value(v.taken_at);
    a.value(v.words);
}

}  // namespace mailwatchd::model
