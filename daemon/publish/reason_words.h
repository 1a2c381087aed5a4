// Why there is no information, in words for people. The sets stay closed: the switch is complete.
#pragma once

#include "model/verdict.h"

#include <string_view>

namespace mailwatchd::publish {

constexpr std::string_view words(model::Reason reason) {
    using enum model::Reason;
    switch (reason) {
        case none: return "";
        case no_service: return "no such service, which is fine";
        case no_mail: return "the domain wants no mail";
        case not_applicable: return "does not apply to this kind of target";
        case not_authorised: return "not a host we may test actively";
        case not_configured: return "needs a setting that is not set";
        case tagging_possible: return "accepted; it may still be tagged as forged";
        case disabled: return "switched off in the configuration";
        case timeout: return "no answer in time";
        case slow_greeting: return "connected, but no greeting in time";
        case refused_us: return "closed the session on us";
        case deferred: return "put us off to later";
        case dns_failure: return "the DNS gave no answer";
        case resolver_unfit: return "our resolver is not fit for it";
        case prober_unhealthy: return "our own network is not well";
        case prober_trusted: return "we are on a network that it trusts";
        case not_trusted: return "the answer can't be trusted";
        case too_few_sources: return "too few sources answered";
        case no_route: return "we have no route to it";
        case address_refused: return "its address is not one we may connect to";
        case no_credential: return "needs a credential that is not there";
        case prober_identity: return "our own name or address is in the way";
        case malformed: return "the answer makes no sense";
        case interrupted: return "interrupted before it ended";
    }
    return "";
}

}  // namespace mailwatchd::publish
