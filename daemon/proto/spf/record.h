// One SPF record: its grammar (RFC 7208 §4.6.1, §12).
#pragma once

#include "model/spf.h"
#include "proto/spf/macro.h"
#include "proto/spf/range.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mailwatchd::spf {

enum class Mechanism : std::uint8_t { all, include, a, mx, ptr, ip4, ip6, exists };

struct Directive {
    Mechanism mechanism = Mechanism::all;
    model::SpfResult qualifier = model::SpfResult::pass;  ///< pass, fail, softfail or neutral.
    std::string term;                                     ///< Verbatim.
    std::string text;                                     ///< The same without the qualifier.
    std::optional<MacroString> domain;                    ///< Absent: the domain of this record.
    std::optional<Range> network;                         ///< Of ip4 and ip6.
    unsigned bits_v4 = 32, bits_v6 = 128;  ///< Of a and mx: number of bits to compare.
};

struct Modifier {
    std::string text;  ///< "redirect=_spf.example.org"
    MacroString value;
};

struct Record {
    std::vector<Directive> directives;
    std::optional<Modifier> redirect, exp;
    std::vector<std::string> unknown_modifiers;  ///< Verbatim.
};

/// The first violation of the grammar.
struct SyntaxFault {
    std::string term;
    std::size_t column = 0;  ///< Of the term in the record, from 1.
    std::string what;
    /// "ip4:192.0.2 at column 8: …"
    std::string text() const;
};

struct ParsedRecord {
    Record record;                     ///< The valid terms.
    std::optional<SyntaxFault> fault;  ///< One is enough for permerror (§4.6).
};

/// "v=spf1" followed by a space or nothing, in any case (§4.5).
bool is_spf(std::string_view text);

/// Requires `is_spf`. Accepts any bytes.
ParsedRecord parse_record(std::string_view text);

/// Records that were parsed before: a machine that starts again with each answer parses each once.
class ReadRecords {
public:
    const ParsedRecord& read(const std::string& text) {
        const auto known = known_.find(text);
        return known != known_.end() ? known->second
                                     : known_.emplace(text, parse_record(text)).first->second;
    }

private:
    std::map<std::string, ParsedRecord> known_;
};

/// Whether it is the name of a mechanism, or a usual misspelling of one ("ipv4").
bool names_mechanism(std::string_view name);

/// Whether the mechanism counts towards the limit of terms, as a redirect does (§4.6.4).
constexpr bool asks_the_dns(Mechanism mechanism) {
    return mechanism != Mechanism::all && mechanism != Mechanism::ip4 &&
           mechanism != Mechanism::ip6;
}

}  // namespace mailwatchd::spf
