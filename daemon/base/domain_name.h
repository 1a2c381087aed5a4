// Host and domain names, parsed once at the border.
#pragma once

#include "base/result.h"

#include <compare>
#include <optional>
#include <string>
#include <string_view>

namespace mailwatchd::base {

/// A host or domain name in A-label form, lower case, without the final dot.
/// Only `parse` and `from_wire` make one, so no function that takes a DomainName checks it again.
class DomainName {
public:
    static constexpr std::size_t name_bytes_max = 253;  ///< As text, RFC 1035 §2.3.4.
    static constexpr std::size_t label_bytes_max = 63;  ///< RFC 1035 §2.3.4.

    /// From an operator: a final dot is allowed, U-labels become A-labels (IDNA2008 with UTS 46
    /// mapping, libidn2). Letters, digits, '-', '_'; an all-digit last label is refused, as it
    /// would be an IPv4 address (RFC 3696 §2).
    static Result<DomainName> parse(std::string_view text);

    /// From the DNS: lower-cased; any byte but letters, digits, '-', '_' makes it malformed.
    /// The root ("" or ".") is malformed too: callers that may meet it ask first.
    static Result<DomainName> from_wire(std::string_view text);

    const std::string& text() const { return text_; }

    /// True for the name itself and for every name under it.
    bool is_within(const DomainName& zone) const;

    /// Without the first label; nothing for a single label.
    std::optional<DomainName> parent() const;

    /// The name with `label` (or "a.b") put in front; malformed where it grows too long.
    Result<DomainName> below(std::string_view label) const;

    auto operator<=>(const DomainName&) const = default;

private:
    explicit DomainName(std::string text) : text_{std::move(text)} {}
    std::string text_;
};

/// The registrable domain ("example.co.uk" of "mail.example.co.uk") by the public suffix list that
/// Debian ships; the name itself where it is a public suffix or the list has no rule (libpsl).
DomainName organisational_domain(const DomainName& name);

}  // namespace mailwatchd::base
