// Sends envelopes to an SMTP server up to RCPT: greeting, EHLO, STARTTLS if wanted, then MAIL, RCPT
// and RSET for each, QUIT. Never DATA, AUTH, VRFY or EXPN (promise 6). One session of a series;
// driven like every SessionMachine.
#pragma once

#include "model/active_series.h"
#include "proto/dialogue.h"
#include "proto/smtp/reply.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace mailwatchd::smtp {

/// Maximum RCPT commands per session (docs/verdicts.md, Active tests).
inline constexpr std::size_t session_recipients_max = 8;

class Series final : public proto::SessionMachine {
public:
    /// `tls_first`: STARTTLS before the first MAIL if offered; otherwise only if the server
    /// requires it. At most session_recipients_max envelopes.
    Series(const model::Endpoint& endpoint, std::string_view helo_name,
           std::vector<model::SeriesCase> envelopes, bool tls_first);

    /// With the answers received.
    const std::vector<model::SeriesCase>& cases() const { return cases_; }
    /// Valid once the dialogue is done.
    model::SeriesEnd end() const;
    /// The reply that ended it early.
    const model::SmtpReply& last_words() const { return last_words_; }

private:
    enum class Awaiting : std::uint8_t { greeting, ehlo, helo, starttls, mail, rcpt, rset };

    void line(std::string_view line) override;
    bool may_greet(std::string_view beginning) const override { return may_be_reply(beginning); }
    void ask_capabilities() override { ask(Awaiting::ehlo, "EHLO " + helo_name_); }
    void ask_upgrade() override;

    void answered(const Reply& reply);
    void greeted(const model::SmtpReply& reply);
    void introduced(const Reply& reply);
    void go_on();
    void mail_answered(const model::SmtpReply& reply);
    void rcpt_answered(const model::SmtpReply& reply);
    void conclude(const model::SmtpReply& reply);
    bool upgrades_for(const model::SmtpReply& reply);
    void stop(model::SeriesEnd why, const model::SmtpReply& reply);
    void ask(Awaiting awaiting, const std::string& command);

    std::string helo_name_;
    std::vector<model::SeriesCase> cases_;
    bool tls_first_;
    bool tls_asked_ = false;
    std::size_t at_ = 0;  ///< The current case.
    ReplyParser parser_;
    Awaiting awaiting_ = Awaiting::greeting;
    /// Why it ended early, unless `finished`.
    model::SeriesEnd stopped_ = model::SeriesEnd::finished;
    model::SmtpReply last_words_;
};

}  // namespace mailwatchd::smtp
