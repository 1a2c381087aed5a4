// The reasons for no information, for people. The switch is complete: the set is closed.
#pragma once

#include "model/verdict.h"

#include <string_view>

namespace mailwatchd::publish {

constexpr std::string_view words(model::Reason reason) {
    using enum model::Reason;
    switch (reason) {
        case none: return "";
        case no_service: return "service not offered";
        case no_mail: return "the domain accepts no mail";
        case not_applicable: return "does not apply to this type of target";
        case not_authorised: return "active tests are not allowed on this host";
        case not_configured: return "a required setting is missing";
        case tagging_possible: return "accepted (may still be marked as spam later)";
        case disabled: return "disabled in the configuration";
        case timeout: return "no answer in time";
        case slow_greeting: return "connected, but no greeting in time";
        case refused_us: return "the server refused us";
        case deferred: return "temporarily refused (for example by greylisting)";
        case dns_failure: return "DNS query failed";
        case resolver_unfit: return "our resolver is not suitable";
        case prober_unhealthy: return "local problem";
        case prober_trusted: return "the server may trust our network";
        case not_trusted: return "the answer cannot be trusted";
        case too_few_sources: return "too few sources answered";
        case no_route: return "no route to the address";
        case address_refused: return "special-purpose address, not connected";
        case no_credential: return "a credential is missing";
        case prober_identity: return "our own name, address or reverse DNS is not accepted";
        case malformed: return "malformed answer";
        case interrupted: return "interrupted";
        case no_such_domain: return "the domain does not exist";
        case no_mail_host: return "the domain has no mail host";
    }
    return "";
}

}  // namespace mailwatchd::publish
