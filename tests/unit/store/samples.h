// Full values of everything that is stored, so that a member missing in fields.h is noticed.
#pragma once

#include "model/active_series.h"
#include "model/listing.h"
#include "model/mail_session.h"
#include "model/reading.h"
#include "model/reputation.h"
#include "model/spf.h"
#include "model/topology.h"
#include "support/temporary_folder.h"

#include <string>

namespace mailwatchd::store::samples {

using namespace std::chrono_literals;

inline const base::Instant noon{std::chrono::sys_days{std::chrono::year{2026} / 11 / 22} + 12h};

/// Both clocks at this time of the wall clock; in these tests neither is ever stepped.
inline base::Moment moment(base::Instant at) { return {at, base::Ticks{at.time_since_epoch()}}; }

/// From an observation of its own, taken at that time.
inline model::Reading reading(const model::Subject& subject, const model::ReadingKind& kind,
                              std::string value, base::Instant at) {
    static std::uint32_t looks = 0;
    model::Reading made;
    made.subject = subject;
    made.kind = &kind;
    made.value = std::move(value);
    made.taken_at = at;
    made.ticks = moment(at).ticks;
    made.look = ++looks;
    return made;
}

inline model::Address address(std::string_view text) { return *model::Address::parse(text); }

inline model::MailSession session() {
    model::MailSession look{
        .endpoint = {"mx1.example.org", address("2001:db8::25"), model::submission},
        .taken_at = noon};
    look.patience = 300s;
    look.stage = model::Stage::secured;
    look.failure = base::Failure{base::Errc::tls_failed, "handshake"};
    look.connect_time = 12ms;
    look.greeting_time = 35s;
    look.greeting = std::string{"220 mx1\r\n\0\xff", 11};
    look.greeting_code = 220;
    look.greeting_refuses = look.preauth = look.apop = look.bytes_after_starttls = true;
    look.helo_code = 250;
    look.before_tls = {true, {"SIZE 1", "AUTH PLAIN"}, {"PLAIN"}, true, true, true};
    look.upgrade = model::Upgrade::unanswered;
    look.upgrade_reply = "454 no";
    look.upgrades_in_vain = 2;
    look.tls =
        model::TlsFacts{"TLSv1.3", "TLS_AES", model::ChainVerdict::expired, "expired", true, {}};
    look.tls->certificate = model::CertificateFacts{"mx1",      {"a.example", "b.example"},
                                                    "CA, R3",   noon - 24h,
                                                    noon + 24h, "EC",
                                                    256,        "ecdsa",
                                                    "aa",       "bb"};
    look.tls->at_fault = look.tls->certificate;
    look.tls->path_end = noon - 12h;
    look.after_tls = {true, {}, {"LOGIN", "CRAM-MD5"}, false, false, false};
    return look;
}

inline model::Topology topology() {
    model::Topology found;
    found.target = {model::TargetKind::subdomain, "mail.example.org"};
    found.taken_at = noon;
    found.mail = model::Topology::Mail::mx;
    found.mx = {{10, "mx1.example.org"}, {-20, ""}};
    model::Host host{"mx1.example.org", {5},       10, {address("192.0.2.1")},
                     {address("::1")},  {"alias"}, {}, true};
    host.failure = base::Failure{base::Errc::server_failure, "AAAA"};
    found.hosts = {host, {}};
    found.truncated = found.authenticated = true;
    found.failure = base::Failure{base::Errc::timed_out, "MX"};
    return found;
}

inline model::ReverseDns reverse() {
    model::ReverseDns look{
        "mx1.example.org", address("192.0.2.1"), noon, std::vector<std::string>{"a", "b"}, {}};
    look.forward.push_back({"a", std::vector{address("192.0.2.1")}});
    look.forward.push_back(
        {"b", base::failed<std::vector<model::Address>>(base::Errc::no_such_name, "A b")});
    return look;
}

inline model::Listing listing() {
    return {
        address("192.0.2.1"), "zen.example",          noon,           model::Listing::State::listed,
        model::Reason::none,  {address("127.0.0.2")}, "why: \"spam\""};
}

inline model::DnsblHealth dnsbl() {
    return {"zen.example",
            model::Address::Family::v6,
            noon,
            model::DnsblState::blocked,
            "127.255.255.254",
            noon - 24h,
            noon + 1h,
            true};
}

inline model::SpfLook spf() {
    model::SpfLook look;
    look.domain = "example.org";
    look.taken_at = noon;
    look.records = {"v=spf1 a \xFF -all", "v=spf1"};
    look.failure = base::Failure{base::Errc::timed_out, "TXT example.org"};
    look.result = model::SpfResult::permerror;
    look.lookups = 11;
    look.void_lookups = 3;
    look.void_lookups_v6 = 4;
    look.answer_bytes = 513;
    look.remarks = {{model::SpfRemark::Kind::ptr, "example.net", "ptr", "why"}, {}};
    look.senders = {{"mx1.example.org", {address("192.0.2.1"), address("2001:db8::1")}}};
    look.truncated = true;
    look.v4 = {5, 6, {"ip4:0.0.0.0/1"}, 7, model::SpfResult::softfail, "~all"};
    look.v6 = {8, 9, {"+all", "a"}, 10, model::SpfResult::fail, "-all"};
    look.stops_senders_v6 = true;
    return look;
}

inline model::SourceWord word() {
    model::SourceWord word;
    word.source = "rep.example";
    word.state = model::SourceWord::State::unproven;
    word.trust = model::DnsblState::blocked;
    word.percent = 70;
    word.dnsbl_class = model::DnsblClass::policy;
    word.answers = {address("127.0.0.17")};
    word.meaning = "possibly good";
    word.text = "why";
    return word;
}

inline model::Reputation reputation() {
    model::Reputation look;
    look.address = address("2001:db8::25");
    look.taken_at = noon;
    look.words = {word(), {}};
    look.origin = model::Origin{{64500, 64501}, "EXAMPLE-AS",    "DE",
                                "ripencc",      "2001:db8::/32", "asn.example"};
    look.origin_at = noon - 24h;
    look.ptr = "mx1.example.org";
    look.isp_domain = "example.org";
    look.earlier = {{word(), noon - 48h}};
    return look;
}

inline model::DomainReputation domain_reputation() {
    return {"example.org", noon, {word()}, {{word(), noon - 48h}}};
}

inline model::ActiveSeries series() {
    model::ActiveSeries made;
    made.kind = model::SeriesKind::submission_auth;
    made.endpoint = {"mx1.example.org", address("192.0.2.1"), model::submission};
    made.taken_at = noon;
    made.closed = model::Reason::not_authorised;
    made.end = model::SeriesEnd::broken;
    made.last_words = {421, "4.7.0", "4.7.0 bye"};
    made.failure = base::Failure{base::Errc::reset, "RCPT"};
    made.cases.push_back({"spoof",
                          "a@b.example",
                          "c@d.example",
                          {250, "2.1.0", "ok"},
                          {550, "", "n"},
                          model::Answer::blocked});
    return made;
}

using Folder = test::TemporaryFolder;

}  // namespace mailwatchd::store::samples
