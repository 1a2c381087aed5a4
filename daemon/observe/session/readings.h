// The readings of an endpoint made from one mail session; made only here. Pure.
#pragma once

#include "model/cause.h"
#include "model/mail_session.h"
#include "model/reading.h"
#include "observe/session/changes.h"
#include "watch/certificate.h"
#include "watch/common_cause.h"

#include <memory>
#include <string>
#include <vector>

namespace mailwatchd::reading {

/// A row refers to a later one by number.
inline constexpr std::uint8_t cleartext_login_number = 4;

inline std::optional<model::ChangeName> name_port_change(const model::Reading& reading,
                                                         std::string_view from, std::string_view to,
                                                         const model::ChangeContext& context) {
    const auto number = reading.subject.port().value_or(0);
    if (to == "open") {
        const bool clear = number == 110 || number == 143 ||
                           (context.beside && context.beside(cleartext_login_number) == "yes");
        return model::ChangeName{&change::port_opened, clear ? 4 : 5};
    }
    if (from != "open") return std::nullopt;
    return model::ChangeName{&change::port_closed, number == 25 && context.is_mx ? 3 : 5};
}

inline std::optional<model::ChangeName> name_certificate_change(const model::Reading&,
                                                                std::string_view from,
                                                                std::string_view to,
                                                                const model::ChangeContext&) {
    if (!watch::is_certificate_news(from, to)) return std::nullopt;
    if (watch::is_worse(from, to)) return model::ChangeName{&change::certificate_worse, 4};
    return model::ChangeName{&change::certificate_renewed, 6};
}

inline constexpr model::ReadingGauge port_gauges[]{
    {.name = "mailwatchd_port_open",
     .help = "Whether a mail service greets on a port of a mail host's address.",
     .yes = "open"},
    {.name = "mailwatchd_port_changed_timestamp_seconds",
     .help = "Time of the last confirmed change of a port (open, accepting, closed, filtered); "
             "absent if it never changed.",
     .shape = model::ReadingGauge::Shape::changed},
};
inline constexpr const model::ChangeKind* port_changes[]{&change::port_opened,
                                                         &change::port_closed};
/// docs/verdicts.md, Ports: a greeting is positive proof; silence needs all confirmations.
inline constexpr model::ReadingKind port{
    .number = 1,
    .name = "port",
    .subject = model::Subject::Kind::endpoint,
    .values = "open, accepting, closed, filtered",
    .confirmation = model::Confirmation::ports,
    .is_patient = true,
    .changes = port_changes,
    .change = name_port_change,
    .quick = "open",
    .slow = "filtered",
    .is_reported = [](std::string_view from,
                      std::string_view to) { return from == "open" || to == "open"; },
    .gauges = port_gauges,
    .cause = model::on_port_of_host,
};

inline constexpr const model::ChangeKind* service_changes[]{&change::software_changed};
/// Product and version: "Dovecot", "Exim 4.96". Never the raw greeting.
inline constexpr model::ReadingKind service{
    .number = 2,
    .name = "service",
    .subject = model::Subject::Kind::endpoint,
    .values = "text",
    .confirmation = model::Confirmation::ports,
    .changes = service_changes,
    .change = [](const model::Reading&, std::string_view, std::string_view,
                 const model::ChangeContext&) -> std::optional<model::ChangeName> {
        return model::ChangeName{&change::software_changed, 6};
    },
    .seen_with = &port,
    .cause = model::on_port_of_host,
};

inline constexpr model::ReadingGauge starttls_gauges[]{
    {.name = "mailwatchd_starttls_offered",
     .help = "Whether a port that starts without TLS offers STARTTLS.",
     .yes = "offered"},
};
inline constexpr const model::ChangeKind* starttls_changes[]{&change::starttls_lost,
                                                             &change::starttls_gained};
inline constexpr model::ReadingKind starttls{
    .number = 3,
    .name = "starttls",
    .subject = model::Subject::Kind::endpoint,
    .values = "offered, absent",
    .confirmation = model::Confirmation::ports,
    .changes = starttls_changes,
    .change = [](const model::Reading&, std::string_view, std::string_view to,
                 const model::ChangeContext&) -> std::optional<model::ChangeName> {
        return to == "offered" ? model::ChangeName{&change::starttls_gained, 5}
                               : model::ChangeName{&change::starttls_lost, 4};
    },
    .seen_with = &port,
    .gauges = starttls_gauges,
    .cause = model::on_port_of_host,
};

inline constexpr model::ReadingGauge cleartext_login_gauges[]{
    {.name = "mailwatchd_plaintext_auth_offered",
     .help = "Whether a port accepts password logins before TLS.",
     .yes = "yes"},
};
inline constexpr const model::ChangeKind* cleartext_login_changes[]{
    &change::cleartext_login_offered, &change::cleartext_login_withdrawn};
inline constexpr model::ReadingKind cleartext_login{
    .number = cleartext_login_number,
    .name = "cleartext_login",
    .subject = model::Subject::Kind::endpoint,
    .values = "yes, no",
    .confirmation = model::Confirmation::ports,
    .changes = cleartext_login_changes,
    .change = [](const model::Reading&, std::string_view, std::string_view to,
                 const model::ChangeContext&) -> std::optional<model::ChangeName> {
        return to == "yes" ? model::ChangeName{&change::cleartext_login_offered, 4}
                           : model::ChangeName{&change::cleartext_login_withdrawn, 5};
    },
    .seen_with = &port,
    .gauges = cleartext_login_gauges,
    .cause = model::on_port_of_host,
};

inline constexpr const model::ChangeKind* certificate_changes[]{&change::certificate_renewed,
                                                                &change::certificate_worse};
/// model/certificate_value.h.
inline constexpr model::ReadingKind certificate{
    .number = 10,
    .name = "certificate",
    .subject = model::Subject::Kind::endpoint,
    .values = "text",
    .confirmation = model::Confirmation::ports,
    .changes = certificate_changes,
    .change = name_certificate_change,
    .is_reported = watch::is_certificate_news,
    .seen_with = &port,
    .cause = model::anywhere,
    .is_one_thing = true,
};

}  // namespace mailwatchd::reading

namespace mailwatchd::observe {

/// Facts from outside the session.
struct Surroundings {
    /// Another port of the host or a control elsewhere answered in the same minutes, so that
    /// silence is the host's own (docs/verdicts.md, Ports: filtered).
    bool others_answered = false;
    /// The local problem that makes port readings unreliable; none normally.
    model::Reason prober = model::Reason::none;
    /// Of a port that is silent or refuses.
    watch::Caveat caveat = watch::Caveat::nothing;
};

std::vector<model::Reading> readings_of(const std::shared_ptr<const model::MailSession>& session,
                                        const Surroundings& surroundings);

/// SYNs were sent and nothing came back.
bool met_silence(const model::MailSession& session);

/// The value of the reading `certificate`.
std::string certificate_text(const model::TlsFacts& facts);

}  // namespace mailwatchd::observe
