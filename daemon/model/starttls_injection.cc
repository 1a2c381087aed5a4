#include "model/starttls_injection.h"

#include <string_view>

namespace mailwatchd::model {

namespace {

/// Whether it is the answer to the command of the probe, and not a server's own goodbye. A server
/// that does not know the command has executed it as well.
bool answers_command(Protocol protocol, std::string_view reply) {
    switch (protocol) {
        case Protocol::smtp: return reply.starts_with("2") || reply.starts_with("50");
        case Protocol::pop3: return reply.starts_with("+OK") || reply.starts_with("-ERR");
        case Protocol::imap: break;
    }
    return reply.starts_with(injected_tag);
}

/// It ended as the server wanted, not by our patience or a fault of ours.
bool is_ended_by_server(const MailSession& probe) {
    return probe.upgrade == Upgrade::refused || !probe.failure ||
           (probe.failure->code != base::Errc::timed_out &&
            probe.failure->code != base::Errc::cancelled &&
            probe.failure->code != base::Errc::no_resources);
}

}  // namespace

StarttlsInjection::Result injection_result(const MailSession& probe, const MailSession& ordinary) {
    using Result = StarttlsInjection::Result;
    if (probe.upgrade == Upgrade::not_tried) return Result::unknown;
    if (probe.upgrade == Upgrade::done) {
        const auto& reply = probe.injected_reply;
        if (answers_command(probe.endpoint.service.protocol, reply)) return Result::executed;
        if (probe.stage == Stage::finished && reply.empty()) return Result::ignored;
    }
    const bool works = ordinary.upgrade == Upgrade::done && !upgraded_in_vain(ordinary);
    return works && is_ended_by_server(probe) ? Result::rejected : Result::unknown;
}

}  // namespace mailwatchd::model
