// A check's texts for people, and the columns of its table. Each folder's texts.h defines its own;
// nothing else contains a check's texts.
#pragma once

#include "checks/hosts.h"

#include <cstdint>
#include <span>
#include <string_view>

namespace mailwatchd::checks {

/// A column of the check's table in the report: what its cells show about the row's address.
struct Column {
    enum class Shows : std::uint8_t {
        port,            ///< State of `port`.
        login,           ///< Whether `port` accepts an unencrypted login.
        login_demanded,  ///< Whether `port` requires a login before it accepts mail.
        mechanisms,      ///< Login mechanisms that `port` offers, before and over TLS.
        tls,             ///< Whether `port` offers TLS, and the negotiated version.
        software,        ///< Software on `port`.
        reverse_name,    ///< The PTR names.
        reverse_state,   ///< Whether one of them resolves back.
        listings,        ///< How many of the lists that answered list the address.
        spf,             ///< The target's SPF record.
        spoof,           ///< Reply to a forged sender.
        relay,           ///< Number of refused relay cases.
        owner,           ///< Name of the AS that announces the address: its Internet provider.
        owner_domain,    ///< Registered domain of the PTR name.
        country,         ///< Country where the address is registered.
        rating,          ///< `measurement` in a word: good or poor.
        good_percent,    ///< `measurement` as a percentage.
        bad_percent,     ///< 100 % minus `measurement`.
    };
    std::string_view title;
    Shows shows;
    std::uint16_t port = 0;
    std::string_view measurement = {};  ///< Of the check, for the row's address.
    std::string_view averaged = {};     ///< Measurement that is 1 if the figure is averaged.
};

/// All texts are required: a check without one does not compile. The table is optional.
struct Texts {
    std::string_view question;  ///< "Can other servers deliver mail to the target?"
    std::string_view why;       ///< Why this is checked.
    std::string_view risk;      ///< What can happen if the check fails.
    std::string_view tested;    ///< What is tested, and what decides the verdict.
    std::string_view passed;    ///< The verdict as a sentence, if passed.
    std::string_view failed;    ///< The same, if failed.
    /// Rows of the table: every address of these hosts. Null: one row for the target itself.
    HostFilter rows = nullptr;
    std::span<const Column> columns = {};  ///< None: the check has no table of its own.
};

}  // namespace mailwatchd::checks
