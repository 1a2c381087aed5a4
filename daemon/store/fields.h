// Member lists of types that several stored values share, each given once (archive.h). The lists of
// an observation are in its kind's own header. A changed list needs a new version of every kind
// that contains it. Members that were added are read with `since`; without that, values of older
// versions count as absent.
#pragma once

#include "model/endpoint.h"
#include "model/listing.h"
#include "model/reading.h"
#include "model/subject.h"
#include "model/topology.h"
#include "model/transition.h"
#include "store/archive.h"

namespace mailwatchd::base {

constexpr Errc last(Errc) { return Errc::cancelled; }

template <class A>
void fields(A& a, store::Ref<A, Failure> v) {
    a.value(v.code);
    a.value(v.detail);
}

}  // namespace mailwatchd::base

// In the types' namespaces, so that the archives find them by ADL. A number above the last one was
// written by a newer version.
namespace mailwatchd::model {

constexpr Reason last(Reason) { return Reason::no_mail_host; }
constexpr Verdict last(Verdict) { return Verdict::no_info; }
constexpr DnsblState last(DnsblState) { return DnsblState::covered; }
constexpr DnsblClass last(DnsblClass) { return DnsblClass::informational; }
constexpr TargetKind last(TargetKind) { return TargetKind::ipv6; }
constexpr Address::Family last(Address::Family) { return Address::Family::v6; }
constexpr Protocol last(Protocol) { return Protocol::imap; }
constexpr TlsMode last(TlsMode) { return TlsMode::implicit; }
constexpr Subject::Kind last(Subject::Kind) { return Subject::Kind::prober; }

template <class A>
void fields(A& a, store::Ref<A, Subject> v) {
    auto text = v.shown();
    a.value(v.kind);
    a.value(text);
    if constexpr (A::reads) v = Subject::parse_shown(v.kind, text);
}

template <class A>
void fields(A& a, store::Ref<A, Service> v) {
    a.value(v.port);
    a.value(v.protocol);
    a.value(v.tls);
    if constexpr (A::reads) {  // The name is a literal of this program.
        const auto* const known = service_of(v.port);
        v.name = known != nullptr ? known->name : std::string_view{};
    }
}

template <class A>
void fields(A& a, store::Ref<A, Endpoint> v) {
    a.value(v.host);
    a.value(v.address);
    a.value(v.service);
}

template <class A>
void fields(A& a, store::Ref<A, TargetName> v) {
    a.value(v.kind);
    a.value(v.name);
}

template <class A>
void fields(A& a, store::Ref<A, Roles> v) {
    a.value(v.bits);
}

}  // namespace mailwatchd::model
