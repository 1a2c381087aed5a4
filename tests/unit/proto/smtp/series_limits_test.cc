// What a session leaves out, sends in another form, or sends to check an answer.
#include "model/relay_control.h"
#include "series_script.h"

namespace mailwatchd::smtp {
namespace {

model::SeriesCase envelope(std::string name, std::string sender, std::string recipient) {
    model::SeriesCase made;
    made.name = std::move(name);
    made.sender = std::move(sender);
    made.recipient = std::move(recipient);
    return made;
}

Act mail(const std::string& sender) { return hears("MAIL FROM:<" + sender + ">"); }
Act rcpt(const std::string& recipient) { return hears("RCPT TO:<" + recipient + ">"); }

const Act no_literals = says("501 <us@[192.0.2.1]>: domain literals not allowed\r\n");
const Act bad_recipient = says("501 malformed address\r\n");

TEST(SeriesLiterals, a_form_is_sent_from_another_sender_once_one_was_refused) {
    const std::vector<model::SeriesCase> sent{
        envelope("sender_at_literal", "us@[192.0.2.1]", "a@example.net"),
        envelope("percent_at_name", "us@[192.0.2.1]", "b@example.net"),
        envelope("route_through_name", "us@[192.0.2.1]", "c@example.net")};
    SeriesTerms terms;
    terms.plain_sender = "us@example.net";
    const auto first = run({hello,       ehlo,
                            plain,       mail("us@[192.0.2.1]"),
                            no_literals, rset,
                            ok,          mail("us@example.net"),
                            ok,          rcpt("b@example.net"),
                            denied,      rset,
                            ok,          mail("us@example.net"),
                            ok,          rcpt("c@example.net"),
                            ok,          rset,
                            ok,          quit,
                            bye},
                           whole, terms, sent);
    EXPECT_TRUE(first.played.on_script);
    EXPECT_EQ(dump(first),
              "finished: sender_at_literal refused 501/0, percent_at_name refused 250/554, "
              "route_through_name accepted 250/250");
    EXPECT_EQ(first.cases[1].sender, "us@example.net");
    EXPECT_TRUE(first.terms.literals_refused);

    // The case whose point is another one is sent again at once.
    const auto other =
        run({hello, ehlo, plain, mail("us@[192.0.2.1]"), no_literals, mail("us@example.net"), ok,
             rcpt("b@example.net"), denied, rset, ok, quit, bye},
            whole, terms, {sent[1]});
    EXPECT_TRUE(other.played.on_script);
    EXPECT_EQ(dump(other), "finished: percent_at_name refused 250/554");
}

TEST(SeriesSyntax, two_refused_forms_end_the_session) {
    std::vector<model::SeriesCase> sent;
    for (const auto* const name : {"a", "b", "c", "d"})
        sent.push_back(envelope(name, "", std::string{name} + "@"));
    const auto outcome = run({hello,         ehlo, plain, mail(""), ok, rcpt("a@"),
                              bad_recipient, rset, ok,    mail(""), ok, rcpt("b@"),
                              denied,        rset, ok,    mail(""), ok, rcpt("c@"),
                              bad_recipient, quit, bye},
                             whole, {}, sent);
    EXPECT_TRUE(outcome.played.on_script);
    EXPECT_EQ(dump(outcome),
              "finished: a refused 250/501, b refused 250/554, c refused 250/501, d none 0/0");
}

model::SeriesCase control() {
    return envelope(std::string{model::impossible_case}, "", "us@no..such.invalid");
}

TEST(SeriesControl, follows_the_first_acceptance) {
    SeriesTerms terms;
    terms.control = control();
    const auto outcome = run({hello,
                              ehlo,
                              plain,
                              mail_a,
                              ok,
                              rcpt_a,
                              ok,
                              rset,
                              ok,
                              mail(""),
                              ok,
                              rcpt("us@no..such.invalid"),
                              says("553 5.1.2 no such domain\r\n"),
                              rset,
                              ok,
                              mail_b,
                              ok,
                              rcpt_b,
                              ok,
                              rset,
                              ok,
                              quit,
                              bye},
                             whole, terms);
    EXPECT_TRUE(outcome.played.on_script);
    EXPECT_EQ(dump(outcome), "finished: a accepted 250/250, b accepted 250/250");
    EXPECT_EQ(outcome.terms.control->answer, model::Answer::refused);
    expect_manners(outcome);
}

TEST(SeriesControl, is_not_sent_where_nothing_needs_it) {
    SeriesTerms terms;
    terms.control = control();
    const auto refused = run({hello, ehlo, plain, mail_a, ok, rcpt_a, denied, rset, ok, mail_b, ok,
                              rcpt_b, ok, rset, ok, quit, bye},
                             whole, terms);
    EXPECT_TRUE(refused.played.on_script) << "who refuses one does not accept everything";
    const auto own = run(
        {hello, ehlo, plain, mail(""), ok, rcpt("postmaster@example.org"), ok, rset, ok, quit, bye},
        whole, terms, {envelope("control", "", "postmaster@example.org")});
    EXPECT_TRUE(own.played.on_script) << "the server's own recipient";
    const auto ambiguous =
        run({hello, ehlo, plain, mail(""), ok, rcpt("x"), ok, rset, ok, quit, bye}, whole, terms,
            {envelope("quoted", "", "x")});
    EXPECT_TRUE(ambiguous.played.on_script) << "a catch-all mailbox";
}

TEST(SeriesControl, counts_as_a_recipient) {
    std::vector<model::SeriesCase> sent;
    Script script{hello, ehlo, plain};
    SeriesTerms terms;
    terms.control = control();
    for (std::size_t i = 0; i < session_recipients_max; ++i)
        sent.push_back(envelope("c" + std::to_string(i), "", std::to_string(i) + "@example.net"));
    for (std::size_t i = 0; i + 1 < session_recipients_max; ++i) {
        script.insert(script.end(), {mail(""), ok, rcpt(sent[i].recipient), ok, rset, ok});
        if (i == 0)
            script.insert(script.end(), {mail(""), ok, rcpt(control().recipient), ok, rset, ok});
    }
    script.insert(script.end(), {quit, bye});
    const auto outcome = run(script, whole, terms, sent);
    EXPECT_TRUE(outcome.played.on_script);
    expect_manners(outcome);
    EXPECT_EQ(outcome.end, model::SeriesEnd::finished);
    EXPECT_EQ(outcome.cases.back().answer, model::Answer::none);
}

}  // namespace
}  // namespace mailwatchd::smtp
