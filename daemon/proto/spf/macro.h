// Macro strings of SPF (RFC 7208 §7): parsed once, expanded as often as wanted.
#pragma once

#include "base/result.h"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace mailwatchd::spf {

/// Text as it is, or one macro with its transformers (§7.1).
struct MacroPiece {
    std::string literal;
    char letter = '\0';       ///< Lower case; '\0' for a literal.
    bool is_escaped = false;  ///< The letter stood in upper case: escaped as in a URL (§7.3).
    bool is_reversed = false;
    std::size_t keep = 0;          ///< So many parts of the right side; 0 is all.
    std::string delimiters = ".";  ///< What the value is split at.
};

struct MacroString {
    std::vector<MacroPiece> pieces;

    bool uses(char letter) const;
    /// Whether any macro is used that the client has a say in: all but %{d}, and %{o}, which is the
    /// asked domain for its own mail.
    bool depends_on_client() const;
};

/// A domain-spec (§7.1). Failure::detail says what is wrong and with what part.
base::Result<MacroString> parse_domain_spec(std::string_view text);

/// The value of a modifier that nobody knows (§6).
base::Result<MacroString> parse_macro_string(std::string_view text);

/// An explanation (§6.2): spaces, and the letters c, r and t, are allowed here only.
base::Result<MacroString> parse_explanation(std::string_view text);

/// The raw value of a macro's letter.
using MacroValue = std::function<std::string(char letter)>;

std::string expand(const MacroString& macros, const MacroValue& value);

/// Labels are taken from the left until what is left fits into a name (§7.3).
std::string fit_name(std::string expanded);

}  // namespace mailwatchd::spf
