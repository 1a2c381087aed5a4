// What a line of a greeting announces: the product that answers, told from host names and from
// products that a sentence only mentions. Pure.
//
//     line    = [host SP] *(word / product)
//     clause  = words up to a bracket, a dash, ';', ':', '!', '.' or the name of a protocol
//
// A product is announced at the head of a clause: only the host, the protocol and words such as
// "Welcome to" or "Mail Server" stand before it, or "running" and "powered by" with whatever stands
// before them. Names, such as an organisation's, may stand before a product whose version follows.
// Behind other words ("do not mistake us for Exim", "Protected by", "no Sendmail here"), and before
// words such as "users" or "hosting", it is only mentioned. A word in small letters without a
// version may be a host ("Server postfix (IMail 6.06)"), and counts if nothing better follows.
#pragma once

#include "proto/software/products.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace mailwatchd::software {

struct Announcement {
    const Product* product = nullptr;  ///< Null if the line announces none of the list.
    std::string version;               ///< Empty if the line gives none.
};

/// Whether the first word of a line is the host that RFC 5321 §4.2 asks for.
enum class FirstWord : std::uint8_t {
    host,  ///< SMTP. "220 exim" is a host that is called so, "220 Sendmail ready" a product.
    text,  ///< POP3 and IMAP, where a host is optional: "+OK dovecot ready."
    /// SMTP behind the first line: a host, or a sentence. "Sendmail is welcome here" names none.
    sentence,
};

/// `text` is one line without its reply code or status.
Announcement announced_in(std::string_view text, FirstWord first);

/// A host name or address literal: labels of letters, digits, '-' and '_' (RFC 1123 §2.1, and what
/// is found in practice) with a dot between them, or brackets around an address.
bool is_host(std::string_view word);

}  // namespace mailwatchd::software
