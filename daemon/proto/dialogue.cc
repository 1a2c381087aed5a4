#include "proto/dialogue.h"

#include "proto/imap/session.h"
#include "proto/pop3/session.h"
#include "proto/smtp/session.h"

#include <algorithm>
#include <cassert>

namespace mailwatchd::proto {

namespace {

/// Caused by us: must not become a fact about the peer.
bool is_ours(base::Errc code) {
    return code == base::Errc::cancelled || code == base::Errc::no_resources;
}

}  // namespace

SessionMachine::SessionMachine(model::Endpoint endpoint, std::string_view farewell)
    : session_{.endpoint = std::move(endpoint)}, farewell_{farewell} {
    session_.stage = model::Stage::connected;
    if (is_implicit()) {
        mode_ = Mode::upgrading;
        waiting_for_ = "TLS";
    }
}

Step SessionMachine::next() {
    for (;;) {
        if (!outgoing_.empty()) return {Step::Kind::write, std::exchange(outgoing_, {})};
        if (mode_ == Mode::over) return {Step::Kind::done};
        if (mode_ == Mode::upgrading) return {Step::Kind::start_tls};
        if (mode_ == Mode::listening)
            return {.kind = Step::Kind::read, .silence = injection_silence};
        if (!read_line()) return {Step::Kind::read};
    }
}

/// False if more bytes are needed.
bool SessionMachine::read_line() {
    const auto next = reader_.pop();
    if (next.status == LineReader::Status::need_more) return false;
    if (next.status == LineReader::Status::over_limit) {
        keep_greeting(reader_.unread());
        keep_upgrade_reply(reader_.unread());
        break_off();
    } else {
        keep_greeting(next.raw);
        keep_upgrade_reply(next.raw);
        line(without_line_end(next.raw));
    }
    return true;
}

void SessionMachine::received(std::string_view bytes) {
    if (mode_ == Mode::over) return;
    if (mode_ == Mode::upgrading) {
        if (!bytes.empty()) session_.bytes_after_starttls = true;
    } else if (mode_ == Mode::listening) {
        auto& reply = session_.injected_reply;
        reply += bytes.substr(0, model::greeting_bytes_max - reply.size());
        const auto line_end = reply.find('\n');
        if (line_end != std::string::npos) reply.resize(line_end + 1);
        if (line_end != std::string::npos || reply.size() == model::greeting_bytes_max) end_probe();
    } else if (!reader_.feed(bytes)) {
        break_off();  // Unreachable if the driver respects read_bytes_max.
    }
}

void SessionMachine::closed() {
    if (mode_ == Mode::over) return;
    if (said_goodbye_) return finish();
    const bool garbage = is_garbage();
    keep_greeting(reader_.unread());
    keep_upgrade_reply(reader_.unread());
    fail(garbage ? base::Errc::malformed : base::Errc::reset);
}

void SessionMachine::ended(base::Failure why) {
    if (mode_ == Mode::over) return;
    if (said_goodbye_ && why.code == base::Errc::reset) return finish();
    const bool garbage = is_garbage() && !is_ours(why.code);
    keep_greeting(reader_.unread());
    keep_upgrade_reply(reader_.unread());
    fail(garbage ? base::Errc::malformed : why.code, why.detail);
}

void SessionMachine::silent() {
    if (mode_ == Mode::listening) end_probe();
}

/// The answer, or none in time: says goodbye and does not wait for the reply.
void SessionMachine::end_probe() {
    auto& reply = session_.injected_reply;
    reply.resize(without_line_end(reply).size());
    mode_ = Mode::over;
    session_.stage = model::Stage::finished;
    outgoing_ = farewell_ + "\r\n";
}

void SessionMachine::answered_in_clear(std::string_view bytes) {
    if (mode_ != Mode::upgrading) return;
    auto& kept = is_implicit() ? session_.greeting : session_.upgrade_reply;
    kept = without_line_end(bytes.substr(0, model::greeting_bytes_max));
}

void SessionMachine::secured(base::Result<model::TlsFacts> tls) {
    if (mode_ != Mode::upgrading) return;
    if (!tls) {
        const auto& why = tls.error();
        if (!is_implicit() && !is_ours(why.code)) session_.upgrade = model::Upgrade::failed;
        return fail(why.code, why.detail);
    }
    mode_ = Mode::talking;
    inside_tls_ = true;
    session_.tls = std::move(*tls);
    if (is_implicit()) {
        waiting_for_ = "greeting";
        return;
    }
    session_.upgrade = model::Upgrade::done;
    if (!injected_.empty())
        mode_ = Mode::listening;
    else
        ask_capabilities();
}

model::Capabilities& SessionMachine::capabilities() {
    return inside_tls_ ? session_.after_tls : session_.before_tls;
}

void SessionMachine::greeting_read(bool proven) {
    end_greeting();
    if (proven) prove();
    if (session_.greeting_refuses) return say_goodbye();
    ask_capabilities();
}

void SessionMachine::prove() { session_.stage = std::max(session_.stage, model::Stage::greeted); }

void SessionMachine::capabilities_read() {
    if (session_.stage >= model::Stage::greeted)
        session_.stage = inside_tls_ ? model::Stage::secured : model::Stage::capabilities;
    // After PREAUTH a client must not ask for TLS (RFC 9051 §6.2.1, failure P8).
    if (inside_tls_ || session_.preauth || !session_.before_tls.starttls) return say_goodbye();
    session_.upgrade = model::Upgrade::unanswered;
    ask_upgrade();
    if (!injected_.empty()) outgoing_ += injected_ + "\r\n";
}

void SessionMachine::upgrade_answered(bool agreed) {
    end_upgrade();
    if (!agreed) {
        session_.upgrade = model::Upgrade::refused;
        return say_goodbye();
    }
    session_.upgrade_reply.clear();
    // RFC 3207 §6 and failure P7: unencrypted bytes must not count as received inside TLS.
    if (!reader_.unread().empty()) session_.bytes_after_starttls = true;
    reader_.drop_unread();
    mode_ = Mode::upgrading;
    waiting_for_ = "TLS";
}

void SessionMachine::say(std::string_view command) {
    assert(command.find_first_of("\r\n") == std::string_view::npos);
    outgoing_ = std::string{command} + "\r\n";
    waiting_for_ = std::string{command} + (inside_tls_ ? " inside TLS" : "");
    reader_.begin_reply();
}

void SessionMachine::say_goodbye() {
    said_goodbye_ = true;
    say(farewell_);
}

void SessionMachine::finish() {
    mode_ = Mode::over;
    outgoing_.clear();
    if (session_.stage >= model::Stage::greeted) {
        session_.stage = model::Stage::finished;
    } else {
        fail(session_.greeting_refuses ? base::Errc::refused : base::Errc::malformed, "greeting");
    }
}

void SessionMachine::break_off() {
    if (said_goodbye_) return finish();
    fail(base::Errc::malformed);
    if (session_.stage >= model::Stage::greeted) outgoing_ = farewell_ + "\r\n";
}

/// Bytes arrived in place of a greeting, and they cannot become one: a protocol without lines.
bool SessionMachine::is_garbage() const {
    if (!awaits_greeting_ || mode_ == Mode::upgrading || reader_.unread().empty()) return false;
    return session_.greeting.empty() && !may_greet(reader_.unread());
}

void SessionMachine::keep_greeting(std::string_view raw) {
    if (!awaits_greeting_) return;
    const auto room = model::greeting_bytes_max - session_.greeting.size();
    session_.greeting += raw.substr(0, room);
}

/// The reply to STARTTLS, until it is complete.
void SessionMachine::keep_upgrade_reply(std::string_view raw) {
    if (session_.upgrade != model::Upgrade::unanswered) return;
    const auto room = model::greeting_bytes_max - session_.upgrade_reply.size();
    session_.upgrade_reply += raw.substr(0, room);
}

void SessionMachine::end_upgrade() {
    auto& reply = session_.upgrade_reply;
    reply.resize(without_line_end(reply).size());
}

void SessionMachine::end_greeting() {
    awaits_greeting_ = false;
    session_.greeting.resize(without_line_end(session_.greeting).size());
}

void SessionMachine::fail(base::Errc code, std::string_view detail) {
    if (awaits_greeting_) end_greeting();
    auto doing = waiting_for_;
    if (!detail.empty() && detail != doing) doing.append(": ").append(detail);
    // A machine may have set one already: it says more than what came of it.
    if (!session_.failure) session_.failure = base::Failure{code, std::move(doing)};
    end_upgrade();
    if (session_.upgrade == model::Upgrade::unanswered && is_ours(code))
        session_.upgrade = model::Upgrade::not_tried;
    mode_ = Mode::over;
    outgoing_.clear();
}

std::unique_ptr<SessionMachine> make_session_machine(const model::Endpoint& endpoint,
                                                     std::string_view helo_name) {
    switch (endpoint.service.protocol) {
        case model::Protocol::smtp: return smtp::make_session(endpoint, helo_name);
        case model::Protocol::pop3: return pop3::make_session(endpoint);
        case model::Protocol::imap: break;
    }
    return imap::make_session(endpoint);
}

std::unique_ptr<SessionMachine> make_injection_probe(const model::Endpoint& endpoint,
                                                     std::string_view helo_name) {
    auto machine = make_session_machine(endpoint, helo_name);
    switch (endpoint.service.protocol) {
        case model::Protocol::smtp: machine->inject("NOOP"); break;
        case model::Protocol::pop3: machine->inject("CAPA"); break;
        case model::Protocol::imap:
            machine->inject(std::string{model::injected_tag} + "NOOP");
            break;
    }
    return machine;
}

}  // namespace mailwatchd::proto
