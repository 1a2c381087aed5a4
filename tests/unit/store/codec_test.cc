#include "store/codec.h"

#include "kinds.h"
#include "samples.h"
#include "store/stored_report.h"

#include <gtest/gtest.h>

#include <random>

namespace mailwatchd::store {

namespace {

StoredReport report() {
    StoredReport kept;
    kept.verdict = model::Verdict::failed;
    kept.reason = model::Reason::timeout;
    kept.score = 42;
    kept.findings = {
        {"A_TAG", model::Subject::dnsbl("zen.example"), std::string{"\0\xff", 2}, "in words"}};
    kept.measurements = {{model::Subject::prober(), "greeting_seconds", -0.25, "seconds"}};
    kept.concluded = true;
    kept.concluded_at = samples::noon;
    kept.last_reason = model::Reason::interrupted;
    kept.last_run = samples::noon + std::chrono::hours{1};
    return kept;
}

template <class T>
void expect_round_trip(const T& value) {
    const auto bytes = encode(value);
    const auto back = decode<T>(bytes);
    ASSERT_TRUE(back);
    EXPECT_EQ(encode(*back), bytes);
}

TEST(Codec, round_trips) {
    expect_round_trip(samples::session());
    expect_round_trip(samples::topology());
    expect_round_trip(samples::reverse());
    expect_round_trip(samples::listing());
    expect_round_trip(samples::dnsbl());
    expect_round_trip(samples::spf());
    expect_round_trip(samples::reputation());
    expect_round_trip(samples::domain_reputation());
    expect_round_trip(samples::series());
    expect_round_trip(report());
    expect_round_trip(StoredReport{});
    expect_round_trip(model::Topology{});
}

/// A member missing in `fields` would round-trip unnoticed: changing it must change the bytes.
template <class T, class... Members>
void expect_stored(const T& sample, Members... members) {
    int index = 0;
    const auto check = [&](auto member) {
        auto changed = sample;
        using Member = std::decay_t<decltype(changed.*member)>;
        changed.*member = Member{};
        if constexpr (std::is_enum_v<Member>)
            if (sample.*member == Member{}) changed.*member = static_cast<Member>(1);
        EXPECT_NE(encode(changed), encode(sample)) << "member " << index;
        ++index;
    };
    (check(members), ...);
}

TEST(Codec, stores_every_member) {
    using S = model::MailSession;
    expect_stored(samples::session(), &S::taken_at, &S::patience, &S::stage, &S::failure,
                  &S::connect_time, &S::greeting_time, &S::greeting, &S::greeting_code,
                  &S::greeting_refuses, &S::preauth, &S::apop, &S::helo_code, &S::before_tls,
                  &S::upgrade, &S::bytes_after_starttls, &S::tls, &S::after_tls, &S::upgrade_reply,
                  &S::upgrades_in_vain);
    using T = model::Topology;
    expect_stored(samples::topology(), &T::target, &T::taken_at, &T::mx, &T::hosts, &T::truncated,
                  &T::authenticated, &T::failure);
    using R = model::ReverseDns;
    expect_stored(samples::reverse(), &R::host, &R::taken_at, &R::names, &R::forward);
    using L = model::Listing;
    expect_stored(samples::listing(), &L::dnsbl, &L::taken_at, &L::state, &L::answers, &L::text);
    using Z = model::DnsblHealth;
    expect_stored(samples::dnsbl(), &Z::dnsbl, &Z::family, &Z::taken_at, &Z::state, &Z::evidence,
                  &Z::failing_since, &Z::ask_again, &Z::of_names);
    using F = model::SpfLook;
    expect_stored(samples::spf(), &F::domain, &F::taken_at, &F::records, &F::failure, &F::result,
                  &F::lookups, &F::void_lookups, &F::void_lookups_v6, &F::answer_bytes, &F::remarks,
                  &F::senders, &F::truncated, &F::v4, &F::v6, &F::stops_senders_v6);
    model::SpfLook one_scope;
    const auto expect_scope = [&](auto member) {
        auto changed = samples::spf().v4;
        changed.*member = {};
        one_scope.v4 = samples::spf().v4;
        const auto whole = encode(one_scope);
        one_scope.v4 = changed;
        EXPECT_NE(encode(one_scope), whole);
    };
    using O = model::SpfScope;
    expect_scope(&O::passing), expect_scope(&O::others), expect_scope(&O::passing_terms);
    expect_scope(&O::more_terms), expect_scope(&O::unlisted), expect_scope(&O::unlisted_term);
    using W = model::SourceWord;
    model::Reputation one_word;
    const auto expect_word = [&](auto member) {
        auto changed = samples::word();
        changed.*member = {};
        one_word.words = {samples::word()};
        const auto whole = encode(one_word);
        one_word.words = {changed};
        EXPECT_NE(encode(one_word), whole);
    };
    expect_word(&W::source), expect_word(&W::state), expect_word(&W::trust);
    expect_word(&W::percent), expect_word(&W::dnsbl_class), expect_word(&W::answers);
    expect_word(&W::meaning), expect_word(&W::text);
    using P = model::Reputation;
    expect_stored(samples::reputation(), &P::taken_at, &P::words, &P::origin, &P::origin_at,
                  &P::ptr, &P::isp_domain, &P::earlier);
    using D = model::DomainReputation;
    expect_stored(samples::domain_reputation(), &D::domain, &D::taken_at, &D::words, &D::earlier);
    using A = model::ActiveSeries;
    expect_stored(samples::series(), &A::kind, &A::taken_at, &A::closed, &A::end, &A::last_words,
                  &A::failure, &A::cases);
    expect_stored(report(), &StoredReport::verdict, &StoredReport::reason, &StoredReport::score,
                  &StoredReport::findings, &StoredReport::measurements, &StoredReport::concluded,
                  &StoredReport::concluded_at, &StoredReport::last_reason, &StoredReport::last_run);
}

TEST(Codec, keeps_the_members) {
    const auto session = *decode<model::MailSession>(encode(samples::session()));
    EXPECT_EQ(session.endpoint, samples::session().endpoint);
    EXPECT_EQ(session.endpoint.service.name, "submission");
    EXPECT_EQ(session.greeting, samples::session().greeting);
    EXPECT_EQ(session.patience, samples::session().patience);
    EXPECT_EQ(session.tls->certificate->not_after, samples::session().tls->certificate->not_after);
    EXPECT_EQ(session.after_tls.mechanisms, samples::session().after_tls.mechanisms);
    const auto topology = *decode<model::Topology>(encode(samples::topology()));
    EXPECT_EQ(topology.mx, samples::topology().mx);
    EXPECT_EQ(topology.hosts.front().failure->detail, "AAAA");
    const auto series = *decode<model::ActiveSeries>(encode(samples::series()));
    EXPECT_EQ(series.endpoint, samples::series().endpoint);
    EXPECT_EQ(series.cases.front().sender, "a@b.example");
    EXPECT_EQ(series.cases.front().recipient, "c@d.example");
    EXPECT_EQ(series.cases.front().mail, samples::series().cases.front().mail);
    EXPECT_EQ(series.cases.front().rcpt, samples::series().cases.front().rcpt);
    EXPECT_EQ(series.cases.front().answer, model::Answer::blocked);
    const auto reverse = *decode<model::ReverseDns>(encode(samples::reverse()));
    EXPECT_EQ(reverse.forward.at(1).addresses.error().code, base::Errc::no_such_name);
    EXPECT_EQ(decode<StoredReport>(encode(report()))->measurements.front().value, -0.25);
}

/// The bytes of a session as version 1 wrote them, without the members of later versions.
std::string session_of_version_1(const model::MailSession& s) {
    Writer writer;
    writer.number(1);
    writer.value(s.endpoint);
    const auto put = [&](const auto&... members) { (writer.value(members), ...); };
    put(s.taken_at, s.patience, s.stage, s.failure, s.connect_time, s.greeting_time, s.greeting,
        s.greeting_code, s.greeting_refuses, s.preauth, s.apop, s.helo_code, s.before_tls,
        s.upgrade, s.bytes_after_starttls);
    writer.number(1);
    put(s.tls->version, s.tls->cipher, s.tls->chain, s.tls->chain_error, s.tls->name_matches,
        s.tls->certificate, s.after_tls);
    const auto bytes = writer.take();
    return bytes + checksum_text(bytes);
}

TEST(Codec, reads_a_session_of_version_1) {
    auto sample = samples::session();
    sample.upgrade = model::Upgrade::done;
    EXPECT_EQ(checksum_of(session_of_version_1(sample)), 15322609873341171521ULL)
        << "the bytes of version 0.1";
    const auto old = decode<model::MailSession>(session_of_version_1(sample));
    ASSERT_TRUE(old);
    EXPECT_EQ(old->greeting, sample.greeting);
    EXPECT_EQ(old->after_tls.mechanisms, sample.after_tls.mechanisms);
    EXPECT_EQ(old->upgrade_reply, "");
    EXPECT_EQ(old->upgrades_in_vain, 0);
    EXPECT_FALSE(old->tls->at_fault);
    EXPECT_EQ(model::verified_until(*old->tls), sample.tls->certificate->not_after);
}

TEST(Codec, reads_a_report_of_version_1) {
    const auto sample = report();
    Writer writer;
    writer.number(1);
    const auto put = [&](const auto&... members) { (writer.value(members), ...); };
    put(sample.verdict, sample.reason, sample.score);
    writer.number(1);
    put(sample.findings[0].tag, sample.findings[0].subject, sample.findings[0].evidence,
        sample.measurements, sample.concluded, sample.concluded_at, sample.last_reason,
        sample.last_run);
    const auto bytes = writer.take();
    const auto old = decode<StoredReport>(bytes + checksum_text(bytes));
    ASSERT_TRUE(old);
    EXPECT_EQ(old->findings.at(0).evidence, sample.findings[0].evidence);
    EXPECT_EQ(old->findings.at(0).detail, "");
    EXPECT_EQ(old->last_run, sample.last_run);
}

TEST(Codec, refuses_a_newer_version) {
    Writer writer;
    writer.number(version_of<StoredReport> + 1);
    writer.value(report());
    const auto bytes = writer.take();
    EXPECT_FALSE(decode<StoredReport>(bytes + checksum_text(bytes)));
}

template <class T>
void expect_refuses_damage(const T& value) {
    const auto bytes = encode(value);
    for (std::size_t at = 0; at < bytes.size(); ++at) {
        for (const unsigned bit : {0x01U, 0x80U}) {
            auto damaged = bytes;
            damaged[at] = static_cast<char>(static_cast<unsigned char>(damaged[at]) ^ bit);
            EXPECT_FALSE(decode<T>(damaged)) << at;
        }
        EXPECT_FALSE(decode<T>(bytes.substr(0, at)));
    }
    EXPECT_FALSE(decode<T>(bytes + '\0'));
}

TEST(Codec, s5_refuses_flipped_bits_and_cut_ends) {
    expect_refuses_damage(samples::session());
    expect_refuses_damage(samples::reverse());
    expect_refuses_damage(samples::series());
    expect_refuses_damage(report());
    EXPECT_FALSE(decode<StoredReport>(encode(samples::listing()))) << "another kind's bytes";
}

/// Past the checksum, as bytes of a hostile or future writer: no crash, no huge allocation.
TEST(Codec, s5_reads_any_bytes) {
    std::minstd_rand random{7};
    const auto good = encode(samples::session());
    for (int round = 0; round < 20000; ++round) {
        auto body = good.substr(0, good.size() - 8);
        for (unsigned flips = 1 + random() % 8; flips > 0; --flips)
            body[random() % body.size()] = static_cast<char>(random());
        Reader reader{body};
        reader.number();
        auto session = samples::session();
        reader.value(session);
        EXPECT_LE(session.greeting.size(), body.size());
        EXPECT_LE(session.before_tls.lines.size(), body.size());
        (void)encode(session);
    }
}

}  // namespace
}  // namespace mailwatchd::store
