// The answer to `mailwatchctl spf`, for people and for programs.
#pragma once

#include "model/spf.h"

#include <string>

namespace mailwatchd::publish {

/// Who was asked about, as on the command line.
struct SpfQuestion {
    std::string domain;
    std::string ip;
    std::string sender;
    std::string helo;
};

/// One object on one line, without the line feed: domain, ip, sender, helo, result, mechanism,
/// record (whose it is), lookups, void_lookups, explanation, problem.
std::string to_json(const SpfQuestion& question, const model::SpfEvaluation& result);

/// Some lines.
std::string to_text(const SpfQuestion& question, const model::SpfEvaluation& result);

}  // namespace mailwatchd::publish
