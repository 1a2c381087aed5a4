#include "model/clear_login.h"

#include <algorithm>
#include <array>

namespace mailwatchd::model {

bool is_clear_mechanism(std::string_view mechanism) {
    static constexpr std::array<std::string_view, 4> clear{"PLAIN", "LOGIN", "XOAUTH2",
                                                           "OAUTHBEARER"};
    return std::ranges::find(clear, mechanism) != clear.end();
}

std::vector<std::string> clear_mechanisms(const Capabilities& capabilities) {
    std::vector<std::string> clear;
    std::ranges::copy_if(capabilities.mechanisms, std::back_inserter(clear), is_clear_mechanism);
    return clear;
}

std::optional<bool> takes_clear_login(const MailSession& session) {
    if (session.endpoint.service.tls == TlsMode::implicit) return false;
    const auto& offered = session.before_tls;
    // A greeting with capabilities (IMAP) is no answer yet.
    if (!offered.known || session.stage < Stage::capabilities) return std::nullopt;
    const bool clear = std::ranges::any_of(offered.mechanisms, is_clear_mechanism);
    switch (session.endpoint.service.protocol) {
        case Protocol::smtp: return clear;
        case Protocol::pop3: return clear || offered.user_command;
        case Protocol::imap: return clear || !offered.login_disabled;
    }
    return std::nullopt;
}

}  // namespace mailwatchd::model
