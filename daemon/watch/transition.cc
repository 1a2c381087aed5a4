#include "watch/transition.h"

#include "base/digest.h"
#include "model/active_series.h"
#include "watch/certificate.h"

namespace mailwatchd::watch {

namespace {

using model::ReadingName;
using enum model::TransitionKind;

std::optional<Kind> port_kind(const model::Reading& reading, std::string_view from,
                              std::string_view to, const Context& context) {
    const auto port = reading.subject.port().value_or(0);
    if (to == "open") {
        const bool clear = port == 110 || port == 143 || context.takes_clear_logins;
        return Kind{port_opened, clear ? 4 : 5};
    }
    if (from != "open") return std::nullopt;
    return Kind{port_closed, port == 25 && context.is_mx ? 3 : 5};
}

int listing_priority(const Context& context) {
    switch (context.zone_class.value_or(model::ZoneClass::minor)) {
        case model::ZoneClass::serious: return 3;
        case model::ZoneClass::minor: return 4;
        case model::ZoneClass::policy:
        case model::ZoneClass::informational: break;
    }
    return 6;
}

std::optional<Kind> verdict_kind(std::string_view to) {
    if (to == "failed") return Kind{verdict_failed, 4};
    if (to == "passed") return Kind{verdict_passed, 5};
    return std::nullopt;
}

}  // namespace

std::optional<Kind> kind_of(const model::Reading& reading, std::string_view from,
                            std::string_view to, const Context& context) {
    switch (reading.name) {
        case ReadingName::port: return port_kind(reading, from, to, context);
        case ReadingName::service: return Kind{software_changed, 6};
        case ReadingName::starttls:
            return to == "offered" ? Kind{starttls_gained, 5} : Kind{starttls_lost, 4};
        case ReadingName::cleartext_login:
            return to == "yes" ? Kind{cleartext_login_offered, 4}
                               : Kind{cleartext_login_withdrawn, 5};
        case ReadingName::listed:
            return to == "listed" ? Kind{dnsbl_listed, listing_priority(context)}
                                  : Kind{dnsbl_delisted, 5};
        case ReadingName::ptr: return Kind{ptr_changed, 4};
        case ReadingName::relay:
            // It may only mean a mailbox that takes everything: recorded, never told.
            if (model::is_ambiguous_relay_case(reading.argument)) return std::nullopt;
            return to == "accepted" ? Kind{relay_accepted, 2} : Kind{relay_refused, 5};
        case ReadingName::spf: return Kind{spf_changed, 4};
        // Neither MX nor address: the domain expired, was given up, or the name never meant mail.
        case ReadingName::mx: return to == "none" ? Kind{target_gone, 4} : Kind{mx_changed, 4};
        case ReadingName::certificate:
            return is_worse(from, to) ? Kind{certificate_worse, 4} : Kind{certificate_renewed, 6};
        case ReadingName::verdict: return verdict_kind(to);
        case ReadingName::zone:
            return to == "proven" ? Kind{zone_returned, 6} : Kind{zone_retired, 5};
        case ReadingName::vantage:
            return to == "well" ? Kind{vantage_well, 5} : Kind{vantage_ill, 3};
        case ReadingName::rules: return Kind{rules_changed, 6};
    }
    return std::nullopt;
}

std::string transition_id(std::string_view install_id, const model::Reading& reading, Seconds born,
                          std::uint16_t generation) {
    std::string text{install_id};
    text.append("\n").append(reading.subject.text).append("\n").append(model::name(reading.name));
    text.append("\n").append(reading.argument).append("\n").append(std::to_string(born));
    text.append("\n").append(std::to_string(generation));
    return base::sha256_hex(text).substr(0, 32);
}

}  // namespace mailwatchd::watch
