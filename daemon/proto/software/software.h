// Identifies a server's program from its greeting and capabilities. Returns only a product from a
// closed list and a version of harmless characters: never a date, a queue id or a rotating host
// name (failure P6), and no other remote text in a label (failures M3, A6).
#pragma once

#include "model/mail_session.h"

#include <optional>
#include <string>

namespace mailwatchd::software {

struct Software {
    std::string product;  ///< Of the closed list (products.h).
    /// Letters, digits, '.', '_', '-', at most version_bytes_max (version.h); empty if the server
    /// does not give one.
    std::string version;
    auto operator<=>(const Software&) const = default;
};

/// Nothing if the server gives no product, or an unknown one.
std::optional<Software> identify(const model::MailSession& session);

/// "Exim 4.96", or "Dovecot" without a version.
std::string text(const Software& software);

}  // namespace mailwatchd::software
