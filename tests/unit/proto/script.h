// A scripted mail server for the session machines of proto/, without a socket or a clock. It can be
// cut at any point and send its text in pieces of any size.
#pragma once

#include "proto/dialogue.h"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace mailwatchd::test {

/// One step of the server.
struct Act {
    enum class Kind : std::uint8_t {
        says,       ///< `bytes`; consecutive ones are one segment each.
        hears,      ///< Waits for the command `bytes`, without CRLF.
        tls,        ///< Completes a handshake.
        tls_fails,  ///< Fails the handshake with `code`.
        closes,     ///< Ends the connection in an orderly way.
        fails,      ///< The dialogue ends with `code`: the deadline, a reset.
    };
    Kind kind = Kind::says;
    std::string bytes = {};
    base::Errc code = base::Errc::tls_failed;
};
using Script = std::vector<Act>;

inline Act says(std::string_view bytes) { return {Act::Kind::says, std::string{bytes}}; }
inline Act hears(std::string_view command) { return {Act::Kind::hears, std::string{command}}; }
inline Act tls() { return {Act::Kind::tls}; }
inline Act tls_fails(base::Errc code = base::Errc::tls_failed) {
    return {Act::Kind::tls_fails, {}, code};
}
/// `bytes` come in place of TLS.
inline Act answers_in_clear(std::string_view bytes) {
    return {Act::Kind::tls_fails, std::string{bytes}, base::Errc::tls_failed};
}
inline Act closes() { return {Act::Kind::closes}; }
inline Act fails(base::Errc code) { return {Act::Kind::fails, {}, code}; }

struct Played {
    model::MailSession session;
    std::vector<std::string> commands;  ///< As sent, without CRLF.
    bool ended = false;                 ///< The machine ended by itself, in bounded time.
    bool on_script = true;              ///< Every command was the one that the script expects.
};

inline constexpr std::size_t whole = proto::read_bytes_max;
inline constexpr std::string_view our_name = "probe.example.net";

inline model::Endpoint endpoint(const model::Service& service) {
    return {"mx.example.org", *model::Address::parse("192.0.2.25"), service};
}

/// Plays the script's side; after its end the server is silent until the deadline.
class Player {
public:
    Player(Script script, std::size_t piece) : script_{std::move(script)}, piece_{piece} {}

    Played play(proto::SessionMachine& machine) {
        constexpr int steps_max = 200'000;  // Stops a machine that does not end.
        for (int steps = 0; steps < steps_max && !played_.ended; ++steps)
            act(machine, machine.next());
        played_.session = machine.take();
        return std::move(played_);
    }

private:
    void act(proto::SessionMachine& machine, const proto::Step& step) {
        switch (step.kind) {
            case proto::Step::Kind::read: return speak(machine, step);
            case proto::Step::Kind::write: return hear(step.bytes);
            case proto::Step::Kind::start_tls: return shake_hands(machine);
            case proto::Step::Kind::done: played_.ended = true; return;
        }
    }

    bool is(Act::Kind kind) const { return at_ < script_.size() && script_[at_].kind == kind; }

    void hear(std::string_view bytes) {
        played_.commands.emplace_back(bytes.substr(0, bytes.size() - 2));
        const bool heard = is(Act::Kind::hears) && script_[at_].bytes == played_.commands.back();
        if (heard) ++at_;
        // A script that ends, or sends out of turn, receives nothing.
        if (!heard && at_ < script_.size() && !is(Act::Kind::says)) played_.on_script = false;
    }

    void speak(proto::SessionMachine& machine, const proto::Step& step) {
        if (is(Act::Kind::fails)) return machine.ended({script_[at_++].code, "read"});
        if (at_ == script_.size() && step.silence > base::Duration{}) return machine.silent();
        if (at_ == script_.size()) return machine.ended({base::Errc::timed_out, "read"});
        if (!is(Act::Kind::says)) return machine.closed();
        auto& bytes = script_[at_].bytes;
        const auto size = std::min(piece_, bytes.size());
        const auto piece = bytes.substr(0, size);
        bytes.erase(0, size);
        if (bytes.empty()) ++at_;
        machine.received(piece);
    }

    void shake_hands(proto::SessionMachine& machine) {
        while (is(Act::Kind::says)) machine.received(script_[at_++].bytes);  // Still unencrypted.
        if (is(Act::Kind::tls)) {
            ++at_;
            model::TlsFacts facts;
            facts.version = "TLSv1.3";
            return machine.secured(facts);
        }
        if (is(Act::Kind::tls_fails)) machine.answered_in_clear(script_[at_].bytes);
        const auto code = at_ < script_.size() ? script_[at_++].code : base::Errc::reset;
        machine.secured(base::failed<model::TlsFacts>(code, "handshake"));
    }

    Script script_;
    std::size_t piece_;
    std::size_t at_ = 0;
    Played played_;
};

inline Played play(const model::Service& service, Script script, std::size_t piece = whole) {
    const auto machine = proto::make_session_machine(endpoint(service), our_name);
    return Player{std::move(script), piece}.play(*machine);
}

/// The same as a probe for injection.
inline Played play_probe(const model::Service& service, Script script, std::size_t piece = whole) {
    const auto machine = proto::make_injection_probe(endpoint(service), our_name);
    return Player{std::move(script), piece}.play(*machine);
}

inline std::string dump(const model::Capabilities& capabilities) {
    std::string text = capabilities.known ? "known" : "unknown";
    for (const auto& line : capabilities.lines) text += "|" + line;
    for (const auto& mechanism : capabilities.mechanisms) text += "+" + mechanism;
    if (capabilities.starttls) text += " starttls";
    if (capabilities.login_disabled) text += " login_disabled";
    if (capabilities.user_command) text += " user";
    return text;
}

inline std::string name(model::Stage stage) {
    constexpr const char* names[] = {"unconnected",  "connected", "greeted",
                                     "capabilities", "secured",   "finished"};
    return names[static_cast<std::size_t>(stage)];
}

/// How a dialogue ended: "finished", or "greeted malformed".
inline std::string end_of(const Played& played) {
    const auto& session = played.session;
    auto text = name(session.stage);
    if (session.failure) text.append(" ").append(base::name(session.failure->code));
    return text;
}

/// Everything that a dialogue yields, as text for comparison.
inline std::string dump(const Played& played) {
    const auto& s = played.session;
    std::string text = end_of(played);
    if (s.failure) text += " (" + s.failure->detail + ")";
    text += "\ngreeting " + std::to_string(s.greeting_code) +
            (s.greeting_refuses ? " refuses" : "") + (s.preauth ? " preauth" : "") +
            (s.apop ? " apop" : "") + " " + s.greeting;
    text += "\nhelo " + std::to_string(s.helo_code) + "\nbefore " + dump(s.before_tls);
    text += "\nupgrade " + std::to_string(static_cast<int>(s.upgrade)) +
            (s.bytes_after_starttls ? " injected" : "") + (s.tls ? " tls" : "") + " " +
            s.upgrade_reply;
    text += "\nafter " + dump(s.after_tls) + " " + s.injected_reply + "\nsaid";
    for (const auto& command : played.commands) text += " <" + command + ">";
    return text;
}

}  // namespace mailwatchd::test
