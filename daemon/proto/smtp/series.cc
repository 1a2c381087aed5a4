#include "proto/smtp/series.h"

#include "model/relay_control.h"
#include "proto/smtp/answer.h"
#include "proto/smtp/capabilities.h"
#include "proto/words.h"

#include <cassert>
#include <span>

namespace mailwatchd::smtp {

namespace {

using model::Answer;
using model::SeriesCase;
using model::SeriesEnd;
using model::SmtpReply;

/// The end of a series refused before any envelope.
SeriesEnd end_for(About what, const SmtpReply& reply, SeriesEnd otherwise) {
    switch (what) {
        case About::identity: return SeriesEnd::prober_identity;
        case About::sender: return SeriesEnd::turned_away;
        case About::session: return SeriesEnd::deferred;
        case About::envelope: break;
    }
    return reply.code < 500 ? SeriesEnd::deferred : otherwise;
}

bool has_literal_sender(const SeriesCase& one) {
    return one.sender.find("@[") != std::string::npos;
}

}  // namespace

Series::Series(const model::Endpoint& endpoint, std::string_view helo_name,
               std::vector<SeriesCase> envelopes, SeriesTerms terms)
    : SessionMachine{endpoint, "QUIT"},
      helo_name_{helo_name},
      cases_{std::move(envelopes)},
      terms_{std::move(terms)} {}

SeriesEnd Series::end() const {
    if (stopped_ != SeriesEnd::finished) return stopped_;
    if (is_over_ || is_done()) return SeriesEnd::finished;
    if (session().stage < model::Stage::greeted) return SeriesEnd::ungreeted;
    const auto& failure = session().failure;
    const bool is_ours = failure && (failure->code == base::Errc::cancelled ||
                                     failure->code == base::Errc::no_resources);
    return awaiting_ == Awaiting::starttls && !is_ours ? SeriesEnd::no_tls : SeriesEnd::broken;
}

bool Series::may_go_on_in_clear() const {
    return stopped_ == SeriesEnd::finished && end() == SeriesEnd::no_tls;
}

std::string Series::tls_failure() const {
    if (!tls_failure_.empty() || !may_go_on_in_clear() || !session().failure) return tls_failure_;
    return session().failure->detail;
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
        case Awaiting::greeting: return greeted(reply);
        case Awaiting::ehlo:
        case Awaiting::helo: return introduced(reply);
        case Awaiting::starttls:
            return reply.code == service_ready ? upgrade_answered(true) : upgrade_refused(words);
        case Awaiting::mail: return mail_answered(words);
        case Awaiting::rcpt: return rcpt_answered(words);
        case Awaiting::rset: break;
    }
    if (is_done()) return say_goodbye();
    // Only a rejection of us matters: a server without RSET can still refuse the next MAIL.
    const auto what = about(words, own_words());
    if (what == About::sender) return stop(SeriesEnd::turned_away, words);
    if (what == About::session) return end_session();
    go_on();
}

void Series::greeted(const Reply& reply) {
    if (reply.code != service_ready && reply.code < 400) return break_off();
    std::string_view rest = reply.lines.front();
    server_name_ = proto::take_word(rest);
    facts().greeting_code = reply.code;
    facts().greeting_refuses = reply.code != service_ready;
    if (facts().greeting_refuses) {
        const auto words = kept(reply);
        const auto what = about(words, own_words());
        // 421 and other 4yz greetings are for all: the server is busy or going down.
        const bool is_later = reply.code < 500 && what != About::identity;
        stopped_ = end_for(is_later ? About::session : what, words, SeriesEnd::turned_away);
        last_words_ = words;
    }
    greeting_read(true);
}

void Series::introduced(const Reply& reply) {
    if (awaiting_ == Awaiting::ehlo && !tls_asked_ &&
        (reply.code == syntax_error || reply.code == not_implemented))
        return ask(Awaiting::helo, "HELO " + helo_name_);
    if (reply.code != completed) {
        const auto words = kept(reply);
        const auto what = about_ehlo(words, helo_name_, own_words());
        return stop(end_for(what, words, SeriesEnd::prober_identity), words);
    }
    if (awaiting_ == Awaiting::ehlo)
        capabilities() = parse_capabilities(std::span{reply.lines}.subspan(1));
    if (terms_.tls && !tls_asked_ && capabilities().starttls) return ask_upgrade();
    go_on();
}

void Series::ask_upgrade() {
    tls_asked_ = true;
    ask(Awaiting::starttls, "STARTTLS");
}

/// RFC 3207 §4.1: the client decides whether to go on. Senders do.
void Series::upgrade_refused(const SmtpReply& reply) {
    facts().upgrade = model::Upgrade::refused;
    tls_failure_ = "STARTTLS: " + reply.line();
    if (reply.code == service_closing) return say_goodbye();
    go_on();
}

/// Continues with the next envelope, or ends.
void Series::go_on() {
    if (is_done()) return say_goodbye();
    if (recipients_ == session_recipients_max) return end_session();
    sends_control_ = is_control_due();
    auto& one = current();
    if (terms_.literals_refused && has_literal_sender(one) && !terms_.plain_sender.empty() &&
        one.name != model::literal_sender_case)
        one.sender = terms_.plain_sender;
    ask(Awaiting::mail, "MAIL FROM:<" + one.sender + '>');
}

void Series::mail_answered(const SmtpReply& reply) {
    current().mail = reply;
    if (!reply.is_positive() || terms_.stops_at_mail) return conclude(reply);
    ++recipients_;
    ask(Awaiting::rcpt, "RCPT TO:<" + current().recipient + '>');
}

void Series::rcpt_answered(const SmtpReply& reply) {
    current().rcpt = reply;
    conclude(reply);
}

void Series::conclude(const SmtpReply& reply) {
    if (reply.code < 400 && !reply.is_positive()) return break_off();  // 354 to RCPT is not SMTP.
    const auto own = own_words();
    const auto what = about(reply, own);
    if (what == About::session) {  // No answer: another session may get one.
        current().mail = {};
        current().rcpt = {};
        return end_session();
    }
    const bool in_clear = session().upgrade != model::Upgrade::done;
    if (what == About::envelope && in_clear && wants_tls(reply, own))
        return stop(SeriesEnd::no_tls, reply);
    current().answer = answer_of(reply, own);
    if (what == About::identity) return stop(SeriesEnd::prober_identity, reply);
    if (what == About::sender) return stop(SeriesEnd::turned_away, reply);
    count(reply);
    const bool is_limit = is_hurried_ || syntax_refusals_ == session_syntax_refusals_max;
    if (is_again_with_plain_sender()) return is_limit ? end_session() : go_on();
    if (!sends_control_) ++at_;
    sends_control_ = false;
    if (is_limit && !is_done()) return end_session();
    ask(Awaiting::rset, "RSET");
}

void Series::count(const SmtpReply& reply) {
    const auto& one = current();
    any_refused_ = any_refused_ || (model::is_refusal(one.answer) && model::is_foreign(one.name));
    any_relayed_ = any_relayed_ || (one.answer == Answer::accepted && model::is_foreign(one.name) &&
                                    !model::is_ambiguous_relay_case(one.name));
    if (any_relayed_ && terms_.control && terms_.control->answer == Answer::none)
        terms_.control->sender = one.sender;
    if (is_syntax_refusal(reply)) ++syntax_refusals_;
}

/// The server refuses an address literal as the sender, whatever the recipient. That answers only
/// the case that is about the sender.
bool Series::is_again_with_plain_sender() {
    auto& one = current();
    if (one.rcpt.code != 0 || !model::is_refusal(one.answer) || !has_literal_sender(one))
        return false;
    terms_.literals_refused = true;
    if (one.name == model::literal_sender_case || terms_.plain_sender.empty()) return false;
    one.mail = {};
    one.answer = Answer::none;
    return true;
}

bool Series::is_control_due() const {
    return terms_.control && terms_.control->answer == Answer::none && any_relayed_ &&
           !any_refused_;
}

std::vector<std::string> Series::own_words() const {
    std::vector<std::string> words;
    if (at_ < cases_.size())
        words = smtp::own_words(sends_control_ ? *terms_.control : cases_[at_]);
    const auto& host = session().endpoint.host;
    words.insert(words.end(), {helo_name_, server_name_, host});
    return words;
}

/// The rest needs another session.
void Series::end_session() {
    is_over_ = true;
    say_goodbye();
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
