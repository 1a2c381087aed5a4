// Arbitrary bytes as a server's side of a series of envelopes. First byte: bit 0 without TLS, bit 1
// stops at MAIL, bit 2 hurried, bit 3 the handshake fails, bit 4 a control and a plain sender. Then
// the unencrypted bytes, 0xFE, and the bytes inside TLS. It ends, splitting the input changes
// nothing, and it sends nothing but its own envelopes (failures A3, A7, P4).
#include "fuzz/require.h"
#include "proto/smtp/answer.h"
#include "proto/smtp/relay_cases.h"
#include "proto/smtp/series.h"
#include "unit/proto/script.h"

#include <cstddef>
#include <cstdint>
#include <set>

using namespace mailwatchd;
using test::require;

namespace {

std::vector<model::SeriesCase> envelopes() {
    smtp::RelayNames names;
    names.foreign_user = "canary";
    names.foreign_domain = "example.net";
    names.server_name = "mx.example.org";
    names.server = model::Address::v4({192, 0, 2, 25});
    names.domain = "example.org";
    return smtp::relay_envelopes(names);
}

struct Ended {
    test::Played played;
    std::vector<model::SeriesCase> cases;
    std::string text;
};

std::string text_of(const model::SeriesCase& one) {
    return '\n' + one.sender + ' ' + model::transcript(one) + ' ' +
           std::string{model::name(one.answer)};
}

Ended run(std::string_view input, std::size_t piece) {
    const auto options = test::take_byte(input);
    const auto clear = input.substr(0, input.find('\xfe'));
    const auto inside = input.substr(std::min(clear.size() + 1, input.size()));
    test::Script script;
    if (!clear.empty()) script.push_back(test::says(clear));
    script.push_back((options & 8) != 0 ? test::tls_fails() : test::tls());
    if (!inside.empty()) script.push_back(test::says(inside));

    smtp::SeriesTerms terms{.tls = (options & 1) == 0, .stops_at_mail = (options & 2) != 0};
    if ((options & 16) != 0) {
        terms.control = smtp::relay_control();
        terms.plain_sender = "mailwatchd-probe@example.net";
    }
    smtp::Series series{test::endpoint(model::smtp), test::our_name, envelopes(), terms};
    if ((options & 4) != 0) series.hurry();
    Ended ended{test::Player{script, piece}.play(series), series.cases(), {}};
    ended.text = test::dump(ended.played) + '\n' + std::string{model::name(series.end())} + ' ' +
                 series.last_words().line() + ' ' + series.tls_failure() +
                 (series.may_go_on_in_clear() ? " goes on" : "");
    for (const auto& one : ended.cases) ended.text += text_of(one);
    if (series.terms().control) ended.text += text_of(*series.terms().control);
    return ended;
}

/// RFC 5321 only, and no envelope that is not ours.
void require_manners(const std::vector<std::string>& commands) {
    static const std::set<std::string> known = [] {
        std::set<std::string> all{"STARTTLS", "RSET", "QUIT", "EHLO probe.example.net",
                                  "HELO probe.example.net"};
        auto cases = envelopes();
        cases.push_back(smtp::relay_control());
        for (const auto& one : cases) {
            all.insert("MAIL FROM:<" + one.sender + '>');
            all.insert("RCPT TO:<" + one.recipient + '>');
        }
        return all;
    }();
    std::size_t recipients = 0;
    for (const auto& command : commands) {
        require(known.contains(command));
        recipients += command.starts_with("RCPT") ? 1 : 0;
    }
    require(recipients <= smtp::session_recipients_max);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view input{reinterpret_cast<const char*>(data), size};
    const auto whole = run(input, test::whole);
    require(whole.played.ended);
    require_manners(whole.played.commands);
    for (const auto& one : whole.cases) {
        require(one.mail.text.size() <= model::reply_text_bytes_max);
        require(one.rcpt.text.size() <= model::reply_text_bytes_max);
        require(one.answer != model::Answer::accepted || one.reply().is_positive());
        require(!model::is_refusal(one.answer) || one.reply().code >= 400);
    }
    for (const std::size_t piece : {std::size_t{1}, std::size_t{5}})
        require(run(input, piece).text == whole.text);
    return 0;
}
