// Which program answers, read from its greeting and capabilities. Only a product of our own closed
// list and a version of harmless characters come out, so neither a date, a queue id or a rotating
// host name (failure P6) nor remote text in a label (failures M3, A6) can.
#pragma once

#include "model/mail_session.h"

#include <cstddef>
#include <optional>
#include <string>

namespace mailwatchd::software {

/// Longest version, in characters; a longer word is no version.
inline constexpr std::size_t version_bytes_max = 32;

struct Software {
    std::string product;  ///< Of the table in products.h.
    std::string version;  ///< Letters, digits, '.', '_', '-'; empty where the server does not say.
    auto operator<=>(const Software&) const = default;
};

/// Nothing where the server does not say, or nobody we know says so.
std::optional<Software> identify(const model::MailSession& session);

/// "Exim 4.96", or "Dovecot" without a version.
std::string text(const Software& software);

}  // namespace mailwatchd::software
