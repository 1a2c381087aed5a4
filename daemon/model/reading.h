// One watched value of one subject, made once per observation.
#pragma once

#include "base/time.h"
#include "model/subject.h"
#include "model/verdict.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mailwatchd::model {

/// DESIGN.md's reading names, and four that belong to ourselves: the verdict of a check of a target
/// (argument: the check), a zone's trust, the vantage's health, the rules that we judge by. Numbers
/// are stored: never reuse one.
enum class ReadingName : std::uint8_t {
    port = 1,             ///< open, accepting, closed, filtered
    service = 2,          ///< product and version: "Dovecot", "Postfix", "Exim 4.96"
    starttls = 3,         ///< offered, absent
    cleartext_login = 4,  ///< yes, no
    listed = 5,           ///< listed, clear; argument: the zone
    ptr = 6,              ///< confirmed, mismatch, missing
    relay = 7,            ///< accepted, refused; argument: the case
    spf = 8,              ///< the record's text
    mx = 9,               ///< "10 mx1.example.org, 20 mx2.example.org", "null", "none"
    certificate = 10,     ///< what identifies it: see observe/readings.h
    verdict = 11,         ///< passed, failed, no_info; argument: the check
    zone = 12,            ///< proven, retired
    vantage = 13,         ///< well, ill; argument: what is ill
    rules = 14,           ///< the version of judges, weights and catalogue
};
inline constexpr auto last_reading_name = ReadingName::rules;
std::string_view name(ReadingName reading);
std::optional<ReadingName> reading_name_of(std::string_view name);

struct Reading {
    Subject subject;
    ReadingName name = ReadingName::port;
    std::string argument;  ///< Zone, relay case or check; empty for the others.
    std::string value;     ///< Empty: unknown, and `reason` says why.
    Reason reason = Reason::none;
    base::Instant taken_at;
    std::string evidence;  ///< Verbatim and raw, bounded; escaped where shown.

    bool is_known() const { return !value.empty(); }
    /// "port", or "listed:zen.example" where there is an argument.
    std::string full_name() const;
};

}  // namespace mailwatchd::model
