// check_host() of RFC 7208 §4, without the network: it asks for one answer after the other until it
// has a result.
#pragma once

#include "base/result.h"
#include "base/time.h"
#include "model/spf.h"
#include "proto/dns/message.h"
#include "proto/spf/answers.h"
#include "proto/spf/record.h"

#include <optional>
#include <string>

namespace mailwatchd::spf {

/// The sender. Names and local parts are the client's bytes: any value is possible.
struct Request {
    model::Address ip;     ///< An IPv4-mapped one counts as IPv4 (§5).
    std::string domain;    ///< Whose record is evaluated: MAIL FROM's domain, or HELO's if that is
                           ///< empty (§2.4).
    std::string sender;    ///< MAIL FROM; if it is empty, "postmaster" of `domain` is used (§4.3).
    std::string helo;      ///< %{h}
    std::string receiver;  ///< %{r}; "unknown" if empty (§7.3).
    base::Instant at;      ///< %{t}
};

/// The request for MAIL FROM `sender`. For the null sender, HELO is used (§2.4).
Request mail_from(const model::Address& ip, std::string sender, std::string helo);

/// Maximum questions of one evaluation; one more is permerror (failure D14).
inline constexpr int queries_max = 200;

/// Maximum time of an evaluation (§4.6.4: at least 20 s). The caller that queries the DNS enforces
/// it.
inline constexpr base::Duration evaluation_patience = std::chrono::seconds{20};

class Evaluation {
public:
    explicit Evaluation(Request request);

    /// The next question; nothing once there is a result.
    const std::optional<dns::Question>& question() const { return question_; }
    /// Requires a question. NXDOMAIN and empty answers are answers; a Failure is temperror.
    void answer(base::Result<dns::Answer> answer);

    const model::SpfEvaluation& result() const { return result_; }

private:
    void run();

    Request request_;
    Answers answers_;
    ReadRecords records_;
    std::optional<dns::Question> question_;
    model::SpfEvaluation result_;
};

}  // namespace mailwatchd::spf
