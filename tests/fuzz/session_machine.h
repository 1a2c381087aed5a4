// Sends arbitrary bytes to an auditor. First byte: bit 0 implicit TLS, bit 1 the handshake fails,
// bit 2 the deadline passes at the end, bit 3 the bytes behind 0xFE come in place of TLS, bit 4 the
// auditor is a probe for injection. Then the unencrypted bytes, 0xFE, and the bytes inside TLS.
#pragma once

#include "fuzz/require.h"
#include "proto/software/software.h"
#include "proto/software/version.h"
#include "unit/proto/script.h"

namespace mailwatchd::test {

inline void require_limits(const model::Capabilities& capabilities) {
    require(capabilities.lines.size() <= 128 && capabilities.mechanisms.size() <= 32);
    for (const auto& line : capabilities.lines) require(line.size() <= proto::line_bytes_max);
    for (const auto& mechanism : capabilities.mechanisms)
        require(!mechanism.empty() && mechanism.size() <= 20);
}

inline void fuzz_session_machine(model::Service service, std::string_view input) {
    if (input.empty()) return;
    const auto options = static_cast<unsigned char>(input.front());
    input.remove_prefix(1);
    const auto clear = input.substr(0, input.find('\xfe'));
    const auto inside = input.substr(std::min(clear.size() + 1, input.size()));
    service.tls = (options & 1) != 0 ? model::TlsMode::implicit : model::TlsMode::upgrade;

    Script script;
    const auto handshake = (options & 8) != 0   ? answers_in_clear(inside)
                           : (options & 2) != 0 ? tls_fails()
                                                : tls();
    if ((options & 1) != 0) script.push_back(handshake);
    if (!clear.empty()) script.push_back(says(clear));
    if ((options & 1) == 0) script.push_back(handshake);
    if (!inside.empty()) script.push_back(says(inside));
    if ((options & 4) != 0) script.push_back(fails(base::Errc::timed_out));

    const auto run = (options & 16) != 0 ? play_probe : play;
    const auto played = run(service, script, whole);
    require(played.ended && played.commands.size() <= 6);
    require(played.session.greeting.size() <= model::greeting_bytes_max);
    require(played.session.upgrade_reply.size() <= model::greeting_bytes_max);
    require(played.session.injected_reply.size() <= model::greeting_bytes_max);
    const auto& failure = played.session.failure;
    const bool is_finished = played.session.stage == model::Stage::finished;
    require(is_finished ? !failure || failure->code == base::Errc::refused : failure.has_value());
    require_limits(played.session.before_tls);
    require_limits(played.session.after_tls);
    if (const auto found = software::identify(played.session))
        require(found->version.size() <= software::version_bytes_max);
    for (const std::size_t piece : {std::size_t{1}, std::size_t{5}})
        require(dump(run(service, script, piece)) == dump(played));
}

}  // namespace mailwatchd::test
