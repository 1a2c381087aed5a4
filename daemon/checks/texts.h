// What a check is in words for people, and which table shows what it saw. Each folder's texts.h
// defines its own: nothing else knows a check's words.
#pragma once

#include "checks/hosts.h"

#include <cstdint>
#include <span>
#include <string_view>

namespace mailwatchd::checks {

/// A column of the check's table in the report: what its cell says of the row's address.
struct Column {
    enum class Shows : std::uint8_t {
        port,            ///< What is at `port`.
        login,           ///< Whether a login is taken in the clear on `port`.
        login_demanded,  ///< Whether `port` demands a login before it takes mail.
        mechanisms,      ///< What `port` offers for a login, before and inside TLS.
        tls,             ///< Whether TLS is on offer on `port`, and which came about.
        software,        ///< What runs on `port`.
        reverse_name,    ///< The PTR names.
        reverse_state,   ///< Whether one of them leads back.
        listings,        ///< How many of the lists that answered name the address.
        spf,             ///< The target's SPF record.
        spoof,           ///< What became of a mail whose sender is forged.
        relay,           ///< How many of the relay cases were refused.
        owner,           ///< Who announces the address: its Internet provider.
        owner_domain,    ///< The registered domain of its reverse name.
        country,         ///< Where the address is registered.
        rating,          ///< A figure in a word; `measurement` is its share of good.
        good_percent,    ///< `measurement` as a percentage.
        bad_percent,     ///< What is left of 100 %.
    };
    std::string_view title;
    Shows shows;
    std::uint16_t port = 0;
    std::string_view measurement = {};  ///< Of the check, about the row's address.
    std::string_view averaged = {};     ///< The measurement that is 1 where the figure is a mean.
};

/// All but the table must be there: a check without does not compile.
struct Texts {
    std::string_view question;  ///< What the check asks: "Can other servers deliver mail here?"
    std::string_view why;       ///< Why it is tested.
    std::string_view risk;      ///< What can happen where it fails.
    std::string_view tested;    ///< What is tested, and what decides.
    std::string_view passed;    ///< The sentence that says the verdict where it is passed.
    std::string_view failed;    ///< The same where it is failed.
    /// Rows of the table: every address of these hosts. Null: one row, the target itself.
    HostFilter rows = nullptr;
    std::span<const Column> columns = {};  ///< None: the check has no table of its own.
};

}  // namespace mailwatchd::checks
