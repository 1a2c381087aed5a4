#include "proto/smtp/session.h"

#include "proto/smtp/answer.h"
#include "proto/smtp/capabilities.h"
#include "proto/smtp/reply.h"
#include "proto/words.h"

namespace mailwatchd::smtp {

namespace {

/// FTP also greets with 220 (RFC 959 §5.4), so a text that mentions FTP proves nothing.
bool speaks_of_ftp(const Reply& greeting) {
    bool ftp = false;
    for (const auto& line : greeting.lines) {
        if (proto::contains_ignoring_case(line, "SMTP")) return false;
        ftp = ftp || line.find("FTP") != std::string::npos;
    }
    return ftp;
}

class Session final : public proto::SessionMachine {
public:
    Session(const model::Endpoint& endpoint, std::string_view helo_name)
        : SessionMachine{endpoint, "QUIT"}, helo_name_{helo_name} {}

private:
    enum class Awaiting : std::uint8_t { greeting, ehlo, helo, starttls };

    void line(std::string_view line) override {
        switch (parser_.add(line)) {
            case ReplyParser::Status::need_more: return;
            case ReplyParser::Status::malformed: return break_off();
            case ReplyParser::Status::complete: break;
        }
        const auto reply = parser_.take();
        if (said_goodbye()) return finish();
        answered(reply);
    }

    void answered(const Reply& reply) {
        switch (awaiting_) {
            case Awaiting::greeting: return greeted(reply);
            case Awaiting::ehlo: return ehlo_answered(reply);
            case Awaiting::helo: return helo_answered(reply);
            case Awaiting::starttls: return upgrade_answered(reply.code == service_ready);
        }
    }

    bool may_greet(std::string_view beginning) const override { return may_be_reply(beginning); }

    void ask_capabilities() override { ask(Awaiting::ehlo, "EHLO " + helo_name_); }
    void ask_upgrade() override { ask(Awaiting::starttls, "STARTTLS"); }

    void greeted(const Reply& reply) {
        // RFC 5321 §4.3.2 allows 220, 421 and 554; 450 and others occur (failure P4). 200 is
        // NNTP's greeting.
        if (reply.code != service_ready && reply.code < 400) return break_off();
        facts().greeting_code = reply.code;
        facts().greeting_refuses = reply.code != service_ready;
        greeting_read(!speaks_of_ftp(reply));
    }

    void ehlo_answered(const Reply& reply) {
        if (facts().helo_code == 0) facts().helo_code = reply.code;
        if (reply.code == syntax_error || reply.code == not_implemented)
            return ask(Awaiting::helo, "HELO " + helo_name_);
        if (reply.code == completed)
            understood(std::span{reply.lines}.subspan(1));
        else
            refused(reply);
        capabilities_read();
    }

    void helo_answered(const Reply& reply) {
        if (reply.code == completed)
            understood({});
        else
            refused(reply);
        capabilities_read();
    }

    void refused(const Reply& reply) {
        if (session().stage < model::Stage::greeted) return;  // Perhaps it is FTP.
        const auto words = kept(reply);
        auto by_text = words;
        if (by_text.code == service_closing) ++by_text.code;  // 421 alone is not about us.
        const auto what = about_ehlo(by_text, helo_name_);
        if (what == About::identity || what == About::sender)
            facts().failure = base::Failure{base::Errc::refused, "EHLO: " + words.line()};
    }

    void understood(std::span<const std::string> keywords) {
        prove();
        capabilities() = parse_capabilities(keywords);
    }

    void ask(Awaiting awaiting, std::string_view command) {
        awaiting_ = awaiting;
        say(command);
    }

    std::string helo_name_;
    ReplyParser parser_;
    Awaiting awaiting_ = Awaiting::greeting;
};

}  // namespace

std::unique_ptr<proto::SessionMachine> make_session(const model::Endpoint& endpoint,
                                                    std::string_view helo_name) {
    return std::make_unique<Session>(endpoint, helo_name);
}

}  // namespace mailwatchd::smtp
