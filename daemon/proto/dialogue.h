// How a mail server is audited without a socket: an Auditor says what to do next and is told what
// came of it; who drives it owns the stream, TLS and time. It fills the part of a MailSession that
// the dialogue shows: all but endpoint's, taken_at, patience and the two times.
//
//     auto auditor = proto::make_auditor(endpoint, helo_name);         // once TCP stands
//     for (;;) {
//         const auto step = auditor->next();
//         switch (step.kind) {
//             case read:      read at most read_bytes_max: received(), closed() at the peer's
//                             orderly end, ended() where it fails or the deadline passes
//             case write:     write step.bytes; ended() where that fails
//             case start_tls: handshake; secured() with its facts or its failure
//             case done:      close; auditor->take() is the session
//         }
//     }
//
// awaits_greeting() says which deadline counts, and its change when greeting_time ends.
#pragma once

#include "base/result.h"
#include "model/mail_session.h"
#include "proto/line_reader.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace mailwatchd::proto {

struct Step {
    enum class Kind : std::uint8_t { read, write, start_tls, done };
    Kind kind = Kind::read;
    std::string bytes = {};  ///< Of `write`: one command with its CRLF.
};

/// What the machines of all three protocols share: limits, turn taking, TLS, how a dialogue ends.
/// One command at a time, sent only after the whole answer to the one before. The commands are the
/// polite client's: EHLO, HELO, CAPA, CAPABILITY, STARTTLS, STLS, QUIT, LOGOUT, and nothing else
/// ever (failure A7). It judges nothing.
class Auditor {
public:
    virtual ~Auditor() = default;
    Auditor(const Auditor&) = delete;
    Auditor& operator=(const Auditor&) = delete;

    /// What to do now. A `write` is handed out once; the others stand until something is told.
    Step next();

    /// Bytes came; at most read_bytes_max, and only where `next` said read.
    void received(std::string_view bytes);
    /// The peer ended the connection in an orderly way.
    void closed();
    /// The dialogue cannot go on: deadline, reset, cancellation. No farewell follows.
    void ended(base::Failure why);
    /// The handshake's outcome, after `next` said start_tls.
    void secured(base::Result<model::TlsFacts> tls);

    /// The greeting is not complete yet (on implicit TLS from the handshake on).
    bool awaits_greeting() const { return awaits_greeting_; }
    const model::MailSession& session() const { return session_; }
    model::MailSession take() { return std::move(session_); }

protected:
    /// `farewell` is the command that ends a session, without CRLF.
    Auditor(model::Endpoint endpoint, std::string_view farewell);

    model::MailSession& facts() { return session_; }
    /// Of the side of TLS that we are on.
    model::Capabilities& capabilities();
    bool said_goodbye() const { return said_goodbye_; }

    /// The greeting is complete. `proven`: nothing but this protocol greets so.
    void greeting_read(bool proven);
    /// An answer that only this protocol gives, for greetings that prove nothing.
    void prove();
    /// The capability answer was read, understood or not: asks for TLS where that is on offer, else
    /// says goodbye.
    void capabilities_read();
    /// The server agreed to TLS, or not.
    void upgrade_answered(bool agreed);

    void say(std::string_view command);
    void say_goodbye();
    void skip(std::size_t bytes) { reader_.skip(bytes); }
    /// The goodbye was answered, or the peer left after it.
    void finish();
    /// The peer broke the grammar or a limit: a last farewell, unless it never spoke our protocol.
    void break_off();

private:
    enum class Mode : std::uint8_t { talking, upgrading, over };

    /// A whole line, without its end.
    virtual void line(std::string_view line) = 0;
    /// Could a greeting start so? `beginning` is not empty and has no LF.
    virtual bool may_greet(std::string_view beginning) const = 0;
    /// Asks for capabilities: after the greeting, and again inside TLS (RFC 3207 §4.2).
    virtual void ask_capabilities() = 0;
    /// Asks for TLS: STARTTLS or STLS.
    virtual void ask_upgrade() = 0;

    bool read_line();
    bool is_implicit() const { return session_.endpoint.service.tls == model::TlsMode::implicit; }
    bool is_garbage() const;
    void keep_greeting(std::string_view raw);
    void end_greeting();
    void fail(base::Errc code, std::string_view detail = {});

    model::MailSession session_;
    LineReader reader_;
    std::string outgoing_;
    std::string farewell_;
    std::string waiting_for_ = "greeting";
    Mode mode_ = Mode::talking;
    bool inside_tls_ = false;
    bool awaits_greeting_ = true;
    bool said_goodbye_ = false;
};

/// The machine for the endpoint's protocol. `helo_name` is what we call ourselves to SMTP.
std::unique_ptr<Auditor> make_auditor(const model::Endpoint& endpoint, std::string_view helo_name);

}  // namespace mailwatchd::proto
