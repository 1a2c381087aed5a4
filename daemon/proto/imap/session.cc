#include "proto/imap/session.h"

#include "proto/imap/response.h"

#include <string>

namespace mailwatchd::imap {

namespace {

/// LOGOUT has its own tag, so that it can be sent in any state.
constexpr std::string_view logout = "z LOGOUT";
constexpr std::string_view logout_tag = "z";

class Session final : public proto::SessionMachine {
public:
    explicit Session(const model::Endpoint& endpoint) : SessionMachine{endpoint, logout} {}

private:
    enum class Awaiting : std::uint8_t { greeting, capability, starttls };

    void line(std::string_view line) override {
        if (in_literal_) return pass_over(announced_literal(line));
        const auto response = parse_response(line);
        if (awaits_greeting()) return greeted(response);
        switch (response.kind) {
            case Response::Kind::untagged: return untagged(response);
            case Response::Kind::tagged: return tagged(response);
            case Response::Kind::continuation:
            case Response::Kind::malformed: return break_off();
        }
    }

    bool may_greet(std::string_view beginning) const override { return may_be_greeting(beginning); }

    void ask_capabilities() override {
        awaiting_ = Awaiting::capability;
        command("CAPABILITY");
    }

    void ask_upgrade() override {
        awaiting_ = Awaiting::starttls;
        command("STARTTLS");
    }

    void greeted(const Response& response) {
        const auto condition = response.condition;
        const bool greets = condition == Condition::ok || condition == Condition::preauth ||
                            condition == Condition::bye;
        if (response.kind != Response::Kind::untagged || !greets) return break_off();
        facts().preauth = condition == Condition::preauth;
        facts().greeting_refuses = condition == Condition::bye;
        if (const auto said = parse_capabilities(response.text)) capabilities() = *said;
        greeting_read(true);
    }

    void untagged(const Response& response) {
        // "* BAD": the server could not read our tag (RFC 9051 §7.1.3), so no tagged answer
        // follows.
        if (response.condition == Condition::bad) return completed(false, response.text);
        if (response.condition != Condition::none) return;
        if (response.literal) return pass_over(response.literal);
        if (awaiting_ == Awaiting::capability && !said_goodbye())
            if (const auto said = parse_capabilities(response.text)) capabilities() = *said;
    }

    void tagged(const Response& response) {
        if (response.tag != (said_goodbye() ? logout_tag : tag_)) return break_off();
        completed(response.condition == Condition::ok, response.text);
    }

    void completed(bool agreed, std::string_view text) {
        if (said_goodbye()) return finish();
        if (awaiting_ == Awaiting::starttls) return upgrade_answered(agreed);
        if (agreed && !capabilities().known)
            if (const auto said = parse_capabilities(text)) capabilities() = *said;
        capabilities_read();
    }

    /// Unrequested data may contain literals; skip them.
    void pass_over(std::optional<std::size_t> literal) {
        in_literal_ = literal.has_value();
        if (!literal) return;
        if (*literal > literal_bytes_max) return break_off();
        skip(*literal);
    }

    void command(std::string_view verb) {
        tag_ = "a" + std::to_string(++commands_);
        say(tag_ + " " + std::string{verb});
    }

    Awaiting awaiting_ = Awaiting::greeting;
    std::string tag_;
    int commands_ = 0;
    bool in_literal_ = false;
};

}  // namespace

std::unique_ptr<proto::SessionMachine> make_session(const model::Endpoint& endpoint) {
    return std::make_unique<Session>(endpoint);
}

}  // namespace mailwatchd::imap
