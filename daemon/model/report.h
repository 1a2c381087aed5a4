// The result of a check for a target.
#pragma once

#include "base/time.h"
#include "model/subject.h"
#include "model/verdict.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mailwatchd::model {

enum class Severity : std::uint8_t { critical, high, medium, low, info };
std::string_view name(Severity severity);

/// A kind of finding. Kinds are constexpr objects of a check's findings.h; judges name the object,
/// so a tag cannot be misspelt. All five texts are required; a test checks every kind.
struct FindingKind {
    std::string_view tag;  ///< "POP3_CLEARTEXT_LOGIN": stable, closed.
    Severity severity;
    std::string_view title;     ///< One line.
    std::string_view risk;      ///< Why it matters.
    std::string_view remedy;    ///< How to fix it.
    std::string_view standard;  ///< "RFC 8314 §4.1".
    std::string_view cwe;       ///< "CWE-319", or empty if there is none.
};

struct Finding {
    const FindingKind* kind = nullptr;  ///< Never null in a report from a judge.
    Subject subject;
    std::string evidence;     ///< What was received, verbatim: raw, bounded; escaped when shown.
    std::string detail = {};  ///< What it means here, in our words; raw, bounded.
};

/// A number with a base unit that becomes a gauge.
struct Measurement {
    Subject subject;
    std::string_view name;  ///< "greeting_seconds": a literal of the check.
    double value = 0;
    std::string_view unit;  ///< "seconds", "ratio", "count", "timestamp_seconds".
};

struct Report {
    Verdict verdict = Verdict::no_info;
    Reason reason = Reason::none;
    std::optional<int> score;  ///< 0 to 100; none without information.
    std::vector<Finding> findings;
    std::vector<Measurement> measurements;

    static Report passed(int score) { return {Verdict::passed, Reason::none, score, {}, {}}; }
    static Report failed(int score) { return {Verdict::failed, Reason::none, score, {}, {}}; }
    static Report no_info(Reason why) { return {Verdict::no_info, why, std::nullopt, {}, {}}; }
};

}  // namespace mailwatchd::model
