// The stored form of an active series.
#pragma once

#include "model/active_series.h"
#include "store/fields.h"

namespace mailwatchd::store {

template <>
inline constexpr std::uint64_t version_of<model::ActiveSeries> = 1;

template <>
struct Blank<model::ActiveSeries> {
    static model::ActiveSeries make() {
        model::ActiveSeries series;
        series.endpoint = {{}, Blank<model::Address>::make(), model::smtp};
        return series;
    }
};

}  // namespace mailwatchd::store

namespace mailwatchd::model {

constexpr SeriesKind last(SeriesKind) { return SeriesKind::submission_auth; }
constexpr Answer last(Answer) { return Answer::blocked; }
constexpr SeriesEnd last(SeriesEnd) { return SeriesEnd::broken; }

template <class A>
void fields(A& a, store::Ref<A, SmtpReply> v) {
    a.value(v.code);
    a.value(v.enhanced);
    a.value(v.text);
}

template <class A>
void fields(A& a, store::Ref<A, SeriesCase> v) {
    a.value(v.name);
    a.value(v.sender);
    a.value(v.recipient);
    a.value(v.mail);
    a.value(v.rcpt);
    a.value(v.answer);
}

template <class A>
void fields(A& a, store::Ref<A, ActiveSeries> v) {
    a.value(v.kind);
    a.value(v.endpoint);
    a.value(v.taken_at);
    a.value(v.closed);
    a.value(v.end);
    a.value(v.last_words);
    a.value(v.failure);
    a.value(v.cases);
}

}  // namespace mailwatchd::model
