#include "proto/pop3/session.h"

#include "proto/pop3/capabilities.h"

#include <utility>
#include <vector>

namespace mailwatchd::pop3 {

namespace {

class Session final : public proto::SessionMachine {
public:
    explicit Session(const model::Endpoint& endpoint) : SessionMachine{endpoint, "QUIT"} {}

private:
    enum class Awaiting : std::uint8_t { greeting, capa, capa_lines, stls };

    void line(std::string_view line) override {
        if (awaiting_ == Awaiting::capa_lines) return capa_line(line);
        const auto status = status_of(line);
        if (status == Status::none) return break_off();
        if (said_goodbye()) {
            prove();
            return finish();
        }
        switch (awaiting_) {
            case Awaiting::greeting: return greeted(line, status);
            case Awaiting::capa: return capa_answered(status);
            case Awaiting::capa_lines: return;
            case Awaiting::stls: return upgrade_answered(status == Status::ok);
        }
    }

    bool may_greet(std::string_view beginning) const override { return may_be_status(beginning); }

    void ask_capabilities() override {
        awaiting_ = Awaiting::capa;
        say("CAPA");
    }

    void ask_upgrade() override {
        awaiting_ = Awaiting::stls;
        say("STLS");
    }

    void greeted(std::string_view line, Status status) {
        facts().greeting_refuses = status == Status::err;
        facts().apop = has_apop_stamp(line);
        greeting_read(names_itself(line));
    }

    void capa_answered(Status status) {
        if (status == Status::ok) {
            awaiting_ = Awaiting::capa_lines;
        } else {
            asked();  // Servers older than RFC 2449 do not know the command.
        }
    }

    void capa_line(std::string_view line) {
        if (line == ".") {
            awaiting_ = Awaiting::capa;
            capabilities() = parse_capabilities(std::exchange(capa_lines_, {}));
            return asked();
        }
        if (line.starts_with('.')) line.remove_prefix(1);  // RFC 1939 §3.
        capa_lines_.emplace_back(line);
    }

    void asked() {
        prove();
        capabilities_read();
    }

    Awaiting awaiting_ = Awaiting::greeting;
    std::vector<std::string> capa_lines_;
};

}  // namespace

std::unique_ptr<proto::SessionMachine> make_session(const model::Endpoint& endpoint) {
    return std::make_unique<Session>(endpoint);
}

}  // namespace mailwatchd::pop3
