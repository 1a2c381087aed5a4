// The members of everything that is stored as bytes, each list once (archive.h). A change of a list
// is a new version of its kind in codec.cc: what older versions wrote then reads as "not there".
#pragma once

#include "model/active_series.h"
#include "model/listing.h"
#include "model/mail_session.h"
#include "model/report.h"
#include "model/reputation.h"
#include "model/spf.h"
#include "model/topology.h"
#include "store/archive.h"

#include <string>
#include <vector>

namespace mailwatchd::store {

/// A report with its own texts, where model::Report refers to those of the code.
struct StoredReport {
    struct Finding {
        std::string tag;
        model::Subject subject;
        std::string evidence;
    };
    struct Measurement {
        model::Subject subject;
        std::string name;
        double value = 0;
        std::string unit;
    };
    model::Verdict verdict = model::Verdict::no_info;
    model::Reason reason = model::Reason::none;
    std::optional<int> score;
    std::vector<Finding> findings;
    std::vector<Measurement> measurements;
    bool concluded = false;
    base::Instant concluded_at;
    model::Reason last_reason = model::Reason::none;
    base::Instant last_run;
};

}  // namespace mailwatchd::store

namespace mailwatchd::base {

constexpr Errc last(Errc) { return Errc::cancelled; }

template <class A>
void fields(A& a, store::Ref<A, Failure> v) {
    a.value(v.code);
    a.value(v.detail);
}

}  // namespace mailwatchd::base

// Beside the types, so that the archives find them by their arguments.
namespace mailwatchd::model {

constexpr Stage last(Stage) { return Stage::finished; }
constexpr Upgrade last(Upgrade) { return Upgrade::done; }
constexpr ChainVerdict last(ChainVerdict) { return ChainVerdict::other; }
constexpr Reason last(Reason) { return Reason::interrupted; }
constexpr Verdict last(Verdict) { return Verdict::no_info; }
constexpr Listing::State last(Listing::State) { return Listing::State::unknown; }
constexpr ZoneState last(ZoneState) { return ZoneState::covered; }
constexpr ZoneClass last(ZoneClass) { return ZoneClass::informational; }
constexpr SourceWord::State last(SourceWord::State) { return SourceWord::State::unknown; }
constexpr TargetKind last(TargetKind) { return TargetKind::ipv6; }
constexpr Topology::Mail last(Topology::Mail) { return Topology::Mail::unknown; }
constexpr SpfResult last(SpfResult) { return SpfResult::permerror; }
constexpr SpfRemark::Kind last(SpfRemark::Kind) { return SpfRemark::Kind::record_type_99; }
constexpr Address::Family last(Address::Family) { return Address::Family::v6; }
constexpr Protocol last(Protocol) { return Protocol::imap; }
constexpr TlsMode last(TlsMode) { return TlsMode::implicit; }
constexpr SeriesKind last(SeriesKind) { return SeriesKind::submission_auth; }
constexpr Answer last(Answer) { return Answer::blocked; }
constexpr SeriesEnd last(SeriesEnd) { return SeriesEnd::broken; }
constexpr Subject::Kind last(Subject::Kind) { return Subject::Kind::vantage; }

template <class A>
void fields(A& a, store::Ref<A, Subject> v) {
    a.value(v.kind);
    a.value(v.text);
}

template <class A>
void fields(A& a, store::Ref<A, Service> v) {
    a.value(v.port);
    a.value(v.protocol);
    a.value(v.tls);
    if constexpr (A::reads) {  // The name is the code's own text.
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
void fields(A& a, store::Ref<A, Capabilities> v) {
    a.value(v.known);
    a.value(v.lines);
    a.value(v.mechanisms);
    a.value(v.starttls);
    a.value(v.login_disabled);
    a.value(v.user_command);
}

template <class A>
void fields(A& a, store::Ref<A, CertificateFacts> v) {
    a.value(v.subject);
    a.value(v.names);
    a.value(v.issuer);
    a.value(v.not_before);
    a.value(v.not_after);
    a.value(v.key_type);
    a.value(v.key_bits);
    a.value(v.signature);
    a.value(v.sha256);
    a.value(v.key_sha256);
}

template <class A>
void fields(A& a, store::Ref<A, TlsFacts> v) {
    a.value(v.version);
    a.value(v.cipher);
    a.value(v.chain);
    a.value(v.chain_error);
    a.value(v.name_matches);
    a.value(v.certificate);
}

template <class A>
void fields(A& a, store::Ref<A, MailSession> v) {
    a.value(v.endpoint);
    a.value(v.taken_at);
    a.value(v.patience);
    a.value(v.stage);
    a.value(v.failure);
    a.value(v.connect_time);
    a.value(v.greeting_time);
    a.value(v.greeting);
    a.value(v.greeting_code);
    a.value(v.greeting_refuses);
    a.value(v.preauth);
    a.value(v.apop);
    a.value(v.helo_code);
    a.value(v.before_tls);
    a.value(v.upgrade);
    a.value(v.bytes_after_starttls);
    a.value(v.tls);
    a.value(v.after_tls);
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

template <class A>
void fields(A& a, store::Ref<A, ReverseDns::Forward> v) {
    a.value(v.name);
    a.value(v.addresses);
}

template <class A>
void fields(A& a, store::Ref<A, ReverseDns> v) {
    a.value(v.host);
    a.value(v.address);
    a.value(v.taken_at);
    a.value(v.names);
    a.value(v.forward);
}

template <class A>
void fields(A& a, store::Ref<A, Listing> v) {
    a.value(v.address);
    a.value(v.zone);
    a.value(v.taken_at);
    a.value(v.state);
    a.value(v.reason);
    a.value(v.answers);
    a.value(v.text);
}

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

template <class A>
void fields(A& a, store::Ref<A, ZoneHealth> v) {
    a.value(v.zone);
    a.value(v.family);
    a.value(v.taken_at);
    a.value(v.state);
    a.value(v.evidence);
    a.value(v.failing_since);
    a.value(v.ask_again);
    a.value(v.of_names);
}

template <class A>
void fields(A& a, store::Ref<A, SourceWord> v) {
    a.value(v.source);
    a.value(v.state);
    a.value(v.trust);
    a.value(v.percent);
    a.value(v.zone_class);
    a.value(v.answers);
    a.value(v.meaning);
    a.value(v.text);
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
}

template <class A>
void fields(A& a, store::Ref<A, DomainReputation> v) {
    a.value(v.domain);
    a.value(v.taken_at);
    a.value(v.words);
}

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

namespace mailwatchd::store {

template <class A>
void fields(A& a, Ref<A, StoredReport::Finding> v) {
    a.value(v.tag);
    a.value(v.subject);
    a.value(v.evidence);
}

template <class A>
void fields(A& a, Ref<A, StoredReport::Measurement> v) {
    a.value(v.subject);
    a.value(v.name);
    a.value(v.value);
    a.value(v.unit);
}

template <class A>
void fields(A& a, Ref<A, StoredReport> v) {
    a.value(v.verdict);
    a.value(v.reason);
    a.value(v.score);
    a.value(v.findings);
    a.value(v.measurements);
    a.value(v.concluded);
    a.value(v.concluded_at);
    a.value(v.last_reason);
    a.value(v.last_run);
}

}  // namespace mailwatchd::store
