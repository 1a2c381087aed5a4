// Arbitrary bytes as the text of an SMTP reply. First two bytes: the code. What it is about depends
// only on the server's own words: our names, in any letter case, change nothing (failures P4, P12).
#include "fuzz/require.h"
#include "proto/smtp/answer.h"
#include "proto/smtp/relay_cases.h"
#include "proto/smtp/reply_words.h"
#include "proto/words.h"

#include <array>
#include <cstddef>
#include <cstdint>

using namespace mailwatchd;
using test::require;

namespace {

/// Everything that is read from a reply, as text for comparison.
std::string judged(const model::SmtpReply& reply, smtp::OwnWords own) {
    std::string text = std::to_string(static_cast<int>(smtp::about(reply, own)));
    text += model::name(smtp::answer_of(reply, own));
    for (const bool is_so : {smtp::speaks_of_spf(reply, own), smtp::is_no_such_mailbox(reply, own),
                             smtp::wants_tls(reply, own), smtp::is_syntax_refusal(reply)})
        text += is_so ? '+' : '-';
    return text;
}

void require_words(const smtp::ReplyWords& words, std::string_view text) {
    require(words.text().size() <= text.size() + 1);
    require(words.is_empty() == words.text().empty());
    require(words.text().find("  ") == std::string_view::npos);
    require(std::ranges::none_of(words.text(), [](char c) { return c >= 'A' && c <= 'Z'; }));
    std::string_view rest = words.text();
    const auto first = proto::take_word(rest);
    require(first.empty() || words.has(first));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view input{reinterpret_cast<const char*>(data), size};
    const auto high = test::take_byte(input);
    smtp::Reply raw;
    raw.code = static_cast<int>(200 + (high * 256 + test::take_byte(input)) % 360);
    raw.lines = {std::string{input}};
    const auto reply = smtp::kept(raw);
    require(reply.code == raw.code && reply.text.size() <= model::reply_text_bytes_max);
    const std::array<std::string, 3> own{"probe.example.net", "canary@example.net", "relaying"};
    const std::array<std::string, 3> loud{"PROBE.example.NET", "Canary@Example.net", "RELAYING"};
    require(judged(reply, own) == judged(reply, loud));
    require_words(smtp::ReplyWords{reply.text, own}, reply.text);
    require(reply.is_positive() == (smtp::answer_of(reply) == model::Answer::accepted));
    require(smtp::say_the_same(reply.text, reply.text));
    if (reply.code >= 400 && reply.code < 500) smtp::is_refusal_in_the_end(reply, reply, own);
    require(!smtp::announced_name(input, "").starts_with('.'));
    return 0;
}
