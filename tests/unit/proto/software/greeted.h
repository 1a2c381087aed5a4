// A session that got as far as a greeting, and what is said of its software.
#pragma once

#include "proto/software/software.h"
#include "unit/proto/script.h"

#include <string>
#include <string_view>

namespace mailwatchd::software {

inline model::MailSession greeted(const model::Service& service, std::string_view greeting) {
    model::MailSession session{.endpoint = test::endpoint(service)};
    session.stage = model::Stage::greeted;
    session.greeting = greeting;
    return session;
}

/// "nobody" if no product is identified.
inline std::string identified(const model::MailSession& session) {
    const auto found = identify(session);
    return found ? text(*found) : "nobody";
}

}  // namespace mailwatchd::software
