// A transition of the most common kind.
#pragma once

#include "model/transition.h"
#include "unit/publish/sample.h"

namespace mailwatchd::publish {

inline model::Transition opened() {
    model::Transition transition;
    transition.id = std::string(32, '7');
    transition.at = noon;
    transition.kind = &change::port_opened;
    transition.subject = endpoint("192.0.2.25", model::pop3);
    transition.reading = &reading::port;
    transition.old_value = "closed";
    transition.new_value = "open";
    transition.priority = 4;
    transition.evidence = "+OK Dovecot ready.";
    transition.targets = {"example.org"};
    transition.targets_total = 1;
    return transition;
}

}  // namespace mailwatchd::publish
