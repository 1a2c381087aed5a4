// The stored form of a mail session.
#pragma once

#include "model/mail_session.h"
#include "store/fields.h"

namespace mailwatchd::store {

template <>
inline constexpr std::uint64_t version_of<model::MailSession> = 2;
template <>
inline constexpr std::uint64_t oldest_version_of<model::MailSession> = 1;

template <>
struct Blank<model::MailSession> {
    static model::MailSession make() {
        return {.endpoint = {{}, Blank<model::Address>::make(), model::smtp}, .taken_at = {}};
    }
};

}  // namespace mailwatchd::store

namespace mailwatchd::model {

constexpr Stage last(Stage) { return Stage::finished; }
constexpr Upgrade last(Upgrade) { return Upgrade::unanswered; }
constexpr ChainVerdict last(ChainVerdict) { return ChainVerdict::other; }

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
    a.since(2, v.at_fault);
    a.since(2, v.path_end);
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
    a.since(2, v.upgrade_reply);
    a.since(2, v.upgrades_in_vain);
}

}  // namespace mailwatchd::model
