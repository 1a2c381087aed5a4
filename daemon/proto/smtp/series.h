// Sends envelopes to an SMTP server up to RCPT: greeting, EHLO, STARTTLS if offered, then MAIL,
// RCPT and RSET for each, QUIT. Never DATA, AUTH, VRFY or EXPN (promise 6). One session of a
// series; driven like every SessionMachine.
#pragma once

#include "model/active_series.h"
#include "proto/dialogue.h"
#include "proto/smtp/reply.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mailwatchd::smtp {

/// Maximum RCPT commands per session (docs/verdicts.md, Active tests).
inline constexpr std::size_t session_recipients_max = 8;
/// Envelopes whose syntax a server may refuse in one session. Exim ends a session at the fourth
/// syntax error (smtp_max_synprot_errors = 3, its default).
inline constexpr std::size_t session_syntax_refusals_max = 2;

/// What a session takes over from the ones before it.
struct SeriesTerms {
    /// STARTTLS before the first MAIL if it is offered, as senders do; false after it failed.
    bool tls = true;
    bool stops_at_mail = false;  ///< No RCPT follows.
    /// The sender in place of an address literal that the server refuses; empty: none.
    std::string plain_sender;
    bool literals_refused = false;  ///< The server refused a literal as the sender.
    /// The control of model/relay_control.h. Sent right after the first acceptance of an envelope
    /// that only a relay accepts, if the server has refused none; its sender is the accepted one's.
    std::optional<model::SeriesCase> control;
};

class Series final : public proto::SessionMachine {
public:
    Series(const model::Endpoint& endpoint, std::string_view helo_name,
           std::vector<model::SeriesCase> envelopes, SeriesTerms terms);

    /// With the answers received. Those after the session's limit have none.
    const std::vector<model::SeriesCase>& cases() const { return cases_; }
    /// As it was given, with the sender and the answers if it was sent.
    const SeriesTerms& terms() const { return terms_; }
    /// Valid once the dialogue is done. `finished` also if the session's limit was reached: ours,
    /// or one that the server names.
    model::SeriesEnd end() const;
    /// The reply that ended it early.
    const model::SmtpReply& last_words() const { return last_words_; }
    /// What became of STARTTLS if it was offered and failed; empty otherwise.
    std::string tls_failure() const;
    void hurry() override { is_hurried_ = true; }
    /// TLS failed and took the connection with it, before the first MAIL.
    bool may_go_on_in_clear() const;

private:
    enum class Awaiting : std::uint8_t { greeting, ehlo, helo, starttls, mail, rcpt, rset };

    void line(std::string_view line) override;
    bool may_greet(std::string_view beginning) const override { return may_be_reply(beginning); }
    void ask_capabilities() override { ask(Awaiting::ehlo, "EHLO " + helo_name_); }
    void ask_upgrade() override;

    void answered(const Reply& reply);
    void greeted(const Reply& reply);
    void introduced(const Reply& reply);
    void upgrade_refused(const model::SmtpReply& reply);
    void go_on();
    void mail_answered(const model::SmtpReply& reply);
    void rcpt_answered(const model::SmtpReply& reply);
    void conclude(const model::SmtpReply& reply);
    void count(const model::SmtpReply& reply);
    bool is_again_with_plain_sender();
    void end_session();
    void stop(model::SeriesEnd why, const model::SmtpReply& reply);
    void ask(Awaiting awaiting, const std::string& command);

    bool is_control_due() const;
    bool is_done() const { return at_ == cases_.size() && !is_control_due(); }
    model::SeriesCase& current() { return sends_control_ ? *terms_.control : cases_[at_]; }
    std::vector<std::string> own_words() const;

    std::string helo_name_;
    std::vector<model::SeriesCase> cases_;
    SeriesTerms terms_;
    std::string server_name_;  ///< The first word of its greeting.
    bool tls_asked_ = false;
    std::string tls_failure_;     ///< The server refused STARTTLS, and we went on.
    std::size_t at_ = 0;          ///< The current case.
    bool sends_control_ = false;  ///< Instead of it.
    bool any_refused_ = false;
    bool any_relayed_ = false;  ///< Accepted, and only a relay does.
    std::size_t recipients_ = 0;
    std::size_t syntax_refusals_ = 0;
    bool is_hurried_ = false;
    bool is_over_ = false;  ///< The session's limit is reached.
    ReplyParser parser_;
    Awaiting awaiting_ = Awaiting::greeting;
    /// Why it ended early, unless `finished`.
    model::SeriesEnd stopped_ = model::SeriesEnd::finished;
    model::SmtpReply last_words_;
};

}  // namespace mailwatchd::smtp
