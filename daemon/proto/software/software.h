// Identifies a server's program from its greeting and capabilities. Returns only a product from a
// closed list and a version of harmless characters: never a date, a queue id or a rotating host
// name (failure P6), and no other remote text in a label (failures M3, A6).
#pragma once

#include "model/mail_session.h"

#include <cstddef>
#include <optional>
#include <string>

namespace mailwatchd::software {

/// Maximum characters of a version; a longer word is not one.
inline constexpr std::size_t version_bytes_max = 32;

struct Software {
    std::string product;  ///< From the table in products.h.
    /// Letters, digits, '.', '_', '-'; empty if the server does not give one.
    std::string version;
    auto operator<=>(const Software&) const = default;
};

/// Nothing if the server gives no product, or an unknown one.
std::optional<Software> identify(const model::MailSession& session);

/// "Exim 4.96", or "Dovecot" without a version.
std::string text(const Software& software);

}  // namespace mailwatchd::software
