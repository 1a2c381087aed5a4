// Host and domain names, parsed once on input.
#pragma once

#include "base/result.h"

#include <compare>
#include <optional>
#include <string>
#include <string_view>

namespace mailwatchd::base {

/// A host or domain name in A-label form, lower case, without the final dot.
/// Only `parse` and `from_wire` create one, so functions that take a DomainName need no check.
class DomainName {
public:
    static constexpr std::size_t name_bytes_max = 253;  ///< As text, RFC 1035 §2.3.4.
    static constexpr std::size_t label_bytes_max = 63;  ///< RFC 1035 §2.3.4.

    /// From an operator: a final dot is allowed, U-labels become A-labels (IDNA2008 with UTS 46
    /// mapping, libidn2). Allows letters, digits, '-', '_'. Rejects an all-digit last label, which
    /// would look like an IPv4 address (RFC 3696 §2).
    static Result<DomainName> parse(std::string_view text);

    /// From the DNS: lower-cased; malformed if it has any byte except letters, digits, '-', '_'.
    /// The root ("" or ".") is malformed too: check for it first if it can occur.
    static Result<DomainName> from_wire(std::string_view text);

    const std::string& text() const { return text_; }

    /// True for the name itself and for every name below it.
    bool is_within(const DomainName& zone) const;

    /// Without the first label; nothing for a single label.
    std::optional<DomainName> parent() const;

    /// The name with `label` (or "a.b") in front; malformed if it becomes too long.
    Result<DomainName> below(std::string_view label) const;

    auto operator<=>(const DomainName&) const = default;

private:
    explicit DomainName(std::string text) : text_{std::move(text)} {}
    std::string text_;
};

/// The registrable domain ("example.co.uk" of "mail.example.co.uk") by Debian's public suffix list
/// (libpsl). Returns the name itself if it is a public suffix or no rule matches.
DomainName organisational_domain(const DomainName& name);

}  // namespace mailwatchd::base
