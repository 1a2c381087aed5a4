// The answer to `mailwatchctl spf`, for people and for programs.
#pragma once

#include "model/spf.h"

#include <string>

namespace mailwatchd::publish {

/// The arguments of the command line.
struct SpfQuestion {
    std::string domain;
    std::string ip;
    std::string sender;
    std::string helo;
};

/// One object on one line, without a line feed: domain, ip, sender, helo, result, mechanism,
/// record (its domain), lookups, void_lookups, explanation, problem.
std::string to_json(const SpfQuestion& question, const model::SpfEvaluation& result);

/// Several lines.
std::string to_text(const SpfQuestion& question, const model::SpfEvaluation& result);

}  // namespace mailwatchd::publish
