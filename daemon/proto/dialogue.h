// Audits a mail server without a socket. A SessionMachine says what to do next and is given the
// result; its driver owns the stream, TLS and time. It fills the members of a MailSession that the
// dialogue shows: all except endpoint, taken_at, patience and the two times.
//
//     auto machine = proto::make_session_machine(endpoint, helo_name);  // once TCP is connected
//     for (;;) {
//         const auto step = machine->next();
//         switch (step.kind) {
//             case read:      read at most read_bytes_max: received(), closed() at the peer's
//                             orderly end, ended() if it fails or the deadline passes, silent()
//                             after step.silence
//             case write:     write step.bytes; ended() if that fails
//             case start_tls: handshake; secured() with its facts or its failure
//             case done:      close; machine->take() is the session
//         }
//     }
//
// awaits_greeting() says which deadline applies; when it becomes false, greeting_time ends.
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
    std::string bytes = {};  ///< For `write`: one command with its CRLF.
    /// For `read`: silence of that length is an answer, silent(). Zero: only the deadline ends it.
    base::Duration silence = {};
};

/// The parts that all three protocols share: limits, turn taking, TLS, and the end of a dialogue.
/// Sends one command at a time, only after the complete answer to the previous one. The commands
/// are those of a polite client: EHLO, HELO, CAPA, CAPABILITY, STARTTLS, STLS, QUIT, LOGOUT, and
/// never any other (failure A7), except those of a probe for injection: NOOP. It judges nothing.
class SessionMachine {
public:
    virtual ~SessionMachine() = default;
    SessionMachine(const SessionMachine&) = delete;
    SessionMachine& operator=(const SessionMachine&) = delete;

    /// What to do now. A `write` is returned once; other steps repeat until a result is given.
    Step next();

    /// Bytes arrived; at most read_bytes_max, and only after `next` returned read.
    void received(std::string_view bytes);
    /// The peer closed the connection in an orderly way.
    void closed();
    /// The dialogue cannot continue: deadline, reset, cancellation. No goodbye follows.
    void ended(base::Failure why);
    /// The peer sent nothing for the time of the step.
    void silent();
    /// What the peer sent in place of TLS, raw: before `secured` with a failure.
    void answered_in_clear(std::string_view bytes);
    /// The result of the handshake, after `next` returned start_tls.
    void secured(base::Result<model::TlsFacts> tls);
    /// The session has lasted long enough: what can wait for another one should.
    virtual void hurry() {}

    /// The greeting is not complete yet (on implicit TLS this includes the handshake).
    bool awaits_greeting() const { return awaits_greeting_; }
    const model::MailSession& session() const { return session_; }
    model::MailSession take() { return std::move(session_); }

    /// Makes it a probe for injection: the command is sent together with the request for TLS, and
    /// nothing inside TLS. Called before the first `next`; `command` has no CRLF.
    void inject(std::string_view command) { injected_ = command; }

protected:
    /// `farewell` is the command that ends a session, without CRLF.
    SessionMachine(model::Endpoint endpoint, std::string_view farewell);

    model::MailSession& facts() { return session_; }
    /// Those before or inside TLS, depending on the current state.
    model::Capabilities& capabilities();
    bool said_goodbye() const { return said_goodbye_; }

    /// The greeting is complete. `proven`: no other protocol greets like that.
    void greeting_read(bool proven);
    /// Called for an answer that no other protocol gives, after a greeting that proves nothing.
    void prove();
    /// The capability answer was read, understood or not. Asks for TLS if it is offered, else says
    /// goodbye.
    void capabilities_read();
    /// The server agreed to TLS or refused it.
    void upgrade_answered(bool agreed);

    void say(std::string_view command);
    void say_goodbye();
    void skip(std::size_t bytes) { reader_.skip(bytes); }
    /// The goodbye was answered, or the peer closed after it.
    void finish();
    /// The peer violated the grammar or a limit: says goodbye, unless it never spoke our protocol.
    void break_off();

private:
    enum class Mode : std::uint8_t { talking, upgrading, listening, over };

    /// A complete line, without its end.
    virtual void line(std::string_view line) = 0;
    /// Whether a greeting can begin like this. `beginning` is not empty and has no LF.
    virtual bool may_greet(std::string_view beginning) const = 0;
    /// Asks for capabilities: after the greeting, and again inside TLS (RFC 3207 §4.2).
    virtual void ask_capabilities() = 0;
    /// Asks for TLS: STARTTLS or STLS.
    virtual void ask_upgrade() = 0;

    bool read_line();
    bool is_implicit() const { return session_.endpoint.service.tls == model::TlsMode::implicit; }
    bool is_garbage() const;
    void keep_greeting(std::string_view raw);
    void keep_upgrade_reply(std::string_view raw);
    void end_greeting();
    void end_upgrade();
    void end_probe();
    void fail(base::Errc code, std::string_view detail = {});

    model::MailSession session_;
    LineReader reader_;
    std::string outgoing_;
    std::string farewell_;
    std::string injected_;
    std::string waiting_for_ = "greeting";
    Mode mode_ = Mode::talking;
    bool inside_tls_ = false;
    bool awaits_greeting_ = true;
    bool said_goodbye_ = false;
};

/// The machine for the endpoint's protocol. `helo_name` is our name in EHLO.
std::unique_ptr<SessionMachine> make_session_machine(const model::Endpoint& endpoint,
                                                     std::string_view helo_name);

/// The same, but it sends a harmless command (NOOP; CAPA to POP3) in one segment with STARTTLS and
/// then listens inside TLS (model/starttls_injection.h). For services with STARTTLS.
std::unique_ptr<SessionMachine> make_injection_probe(const model::Endpoint& endpoint,
                                                     std::string_view helo_name);
/// How long it listens.
inline constexpr base::Duration injection_silence = std::chrono::seconds{5};

}  // namespace mailwatchd::proto
