// check_host() of RFC 7208 §4, without the network: it names the question it needs answered, and is
// fed the answer, until it has a result.
#pragma once

#include "base/result.h"
#include "base/time.h"
#include "model/spf.h"
#include "proto/dns/message.h"
#include "proto/spf/record.h"

#include <map>
#include <optional>
#include <string>

namespace mailwatchd::spf {

/// Who sends. Names and local parts are the client's bytes: anything goes.
struct Request {
    model::Address ip;     ///< An IPv4-mapped one counts as IPv4 (§5).
    std::string domain;    ///< Whose record is evaluated: of MAIL FROM, or of HELO where that is
                           ///< empty (§2.4).
    std::string sender;    ///< MAIL FROM; "postmaster" of `domain` where it is empty (§4.3).
    std::string helo;      ///< %{h}
    std::string receiver;  ///< %{r}; "unknown" where empty (§7.3).
    base::Instant at;      ///< %{t}
};

/// The request for MAIL FROM `sender`, or for the null sender, where HELO counts (§2.4).
Request mail_from(const model::Address& ip, std::string sender, std::string helo);

/// Questions of one evaluation; the next one is permerror (failure D14).
inline constexpr int queries_max = 200;

/// How long an evaluation may take (§4.6.4: at least 20 s). Who asks the DNS holds it to that.
inline constexpr base::Duration evaluation_patience = std::chrono::seconds{20};

class Evaluation {
public:
    explicit Evaluation(Request request);

    /// What to ask next; nothing once there is a result.
    const std::optional<dns::Question>& question() const { return question_; }
    /// Requires a question. NXDOMAIN and empty answers are answers; a Failure is temperror.
    void answer(base::Result<dns::Answer> answer);

    const model::SpfEvaluation& result() const { return result_; }

private:
    void run();

    Request request_;
    std::map<dns::Question, base::Result<dns::Answer>> answers_;
    ReadRecords records_;
    std::optional<dns::Question> question_;
    model::SpfEvaluation result_;
};

}  // namespace mailwatchd::spf
