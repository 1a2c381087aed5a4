// Macro strings of SPF (RFC 7208 §7): parsed once, expanded any number of times.
#pragma once

#include "base/result.h"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace mailwatchd::spf {

/// Literal text, or one macro with its transformers (§7.1).
struct MacroPiece {
    std::string literal;
    char letter = '\0';       ///< Lower case; '\0' for a literal.
    bool is_escaped = false;  ///< Upper-case letter: URL-escaped (§7.3).
    bool is_reversed = false;
    std::size_t keep = 0;          ///< Number of parts kept from the right; 0 keeps all.
    std::string delimiters = ".";  ///< Characters that split the value.
};

struct MacroString {
    std::vector<MacroPiece> pieces;

    bool uses(char letter) const;
    /// Whether it uses any macro that depends on the client: all except %{d}, and %{o}, which is
    /// the queried domain for its own mail.
    bool depends_on_client() const;
};

/// A domain-spec (§7.1). Failure::detail gives the error and the faulty part.
base::Result<MacroString> parse_domain_spec(std::string_view text);

/// The value of an unknown modifier (§6).
base::Result<MacroString> parse_macro_string(std::string_view text);

/// An explanation (§6.2): only here spaces and the letters c, r and t are allowed.
base::Result<MacroString> parse_explanation(std::string_view text);

/// The raw value of a macro's letter.
using MacroValue = std::function<std::string(char letter)>;

std::string expand(const MacroString& macros, const MacroValue& value);

/// Removes labels from the left until the rest fits into a name (§7.3).
std::string fit_name(std::string expanded);

}  // namespace mailwatchd::spf
