#include "proto/smtp/series.h"

#include "proto/smtp/answer.h"
#include "proto/smtp/capabilities.h"

#include <cassert>
#include <span>

namespace mailwatchd::smtp {

namespace {

using model::SeriesEnd;
using model::SmtpReply;

/// The end of a series refused before any envelope.
SeriesEnd end_for(const SmtpReply& reply, SeriesEnd otherwise) {
    switch (about(reply)) {
        case About::identity: return SeriesEnd::prober_identity;
        case About::sender: return SeriesEnd::turned_away;
        case About::envelope: break;
    }
    return reply.code < 500 ? SeriesEnd::deferred : otherwise;
}

}  // namespace

Series::Series(const model::Endpoint& endpoint, std::string_view helo_name,
               std::vector<model::SeriesCase> envelopes, bool tls_first)
    : SessionMachine{endpoint, "QUIT"},
      helo_name_{helo_name},
      cases_{std::move(envelopes)},
      tls_first_{tls_first} {
    assert(cases_.size() <= session_recipients_max);
}

SeriesEnd Series::end() const {
    if (stopped_ != SeriesEnd::finished) return stopped_;
    if (at_ == cases_.size()) return SeriesEnd::finished;
    if (session().stage < model::Stage::greeted) return SeriesEnd::ungreeted;
    const bool upgrade_broke =
        session().upgrade == model::Upgrade::refused || session().upgrade == model::Upgrade::failed;
    return upgrade_broke ? SeriesEnd::no_tls : SeriesEnd::broken;
}

void Series::line(std::string_view line) {
    switch (parser_.add(line)) {
        case ReplyParser::Status::need_more: return;
        case ReplyParser::Status::malformed: return break_off();
        case ReplyParser::Status::complete: break;
    }
    const auto reply = parser_.take();
    if (said_goodbye()) return finish();
    answered(reply);
}

void Series::answered(const Reply& reply) {
    const auto words = kept(reply);
    switch (awaiting_) {
        case Awaiting::greeting: return greeted(words);
        case Awaiting::ehlo:
        case Awaiting::helo: return introduced(reply);
        case Awaiting::starttls: return upgrade_answered(reply.code == service_ready);
        case Awaiting::mail: return mail_answered(words);
        case Awaiting::rcpt: return rcpt_answered(words);
        case Awaiting::rset: break;
    }
    // Only a rejection of us matters: a server without RSET can still refuse the next MAIL.
    if (about(words) == About::sender && at_ < cases_.size())
        return stop(SeriesEnd::turned_away, words);
    go_on();
}

void Series::greeted(const SmtpReply& reply) {
    if (reply.code != service_ready && reply.code < 400) return break_off();
    facts().greeting_code = reply.code;
    facts().greeting_refuses = reply.code != service_ready;
    if (facts().greeting_refuses) {
        stopped_ = end_for(reply, SeriesEnd::turned_away);
        last_words_ = reply;
    }
    greeting_read(true);
}

void Series::introduced(const Reply& reply) {
    if (awaiting_ == Awaiting::ehlo && !tls_asked_ &&
        (reply.code == syntax_error || reply.code == not_implemented))
        return ask(Awaiting::helo, "HELO " + helo_name_);
    const auto words = kept(reply);
    if (reply.code != completed) return stop(end_for(words, SeriesEnd::prober_identity), words);
    if (awaiting_ == Awaiting::ehlo)
        capabilities() = parse_capabilities(std::span{reply.lines}.subspan(1));
    if (tls_first_ && !tls_asked_ && capabilities().starttls) return ask_upgrade();
    go_on();
}

void Series::ask_upgrade() {
    tls_asked_ = true;
    ask(Awaiting::starttls, "STARTTLS");
}

/// Continues with the next envelope, or ends.
void Series::go_on() {
    if (at_ == cases_.size()) return say_goodbye();
    ask(Awaiting::mail, "MAIL FROM:<" + cases_[at_].sender + '>');
}

void Series::mail_answered(const SmtpReply& reply) {
    if (upgrades_for(reply)) return;
    cases_[at_].mail = reply;
    if (reply.is_positive()) return ask(Awaiting::rcpt, "RCPT TO:<" + cases_[at_].recipient + '>');
    conclude(reply);
}

void Series::rcpt_answered(const SmtpReply& reply) {
    if (upgrades_for(reply)) return;
    cases_[at_].rcpt = reply;
    conclude(reply);
}

void Series::conclude(const SmtpReply& reply) {
    if (reply.code < 400 && !reply.is_positive()) return break_off();  // 354 to RCPT is not SMTP.
    cases_[at_].answer = answer_of(reply);
    switch (about(reply)) {
        case About::identity: return stop(SeriesEnd::prober_identity, reply);
        case About::sender: return stop(SeriesEnd::turned_away, reply);
        case About::envelope: break;
    }
    ++at_;
    ask(Awaiting::rset, "RSET");
}

/// If the server requires TLS first, upgrades once and sends the envelope again.
bool Series::upgrades_for(const SmtpReply& reply) {
    if (tls_asked_ || !wants_tls(reply) || !capabilities().starttls) return false;
    cases_[at_].mail = {};
    ask_upgrade();
    return true;
}

void Series::stop(SeriesEnd why, const SmtpReply& reply) {
    stopped_ = why;
    last_words_ = reply;
    say_goodbye();
}

void Series::ask(Awaiting awaiting, const std::string& command) {
    awaiting_ = awaiting;
    say(command);
}

}  // namespace mailwatchd::smtp
