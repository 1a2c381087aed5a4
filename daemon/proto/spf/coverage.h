// What a receiver concludes for every address of a family: the first match decides, over the whole
// tree of records (RFC 7208 §4.6.2). Without the network, from the answers of a survey.
//
// What depends on the client (`ptr`, names with its macros) or was not answered counts as not
// matching, so it never proves that anything passes. `exists` of a fixed name matches every client
// or none (§5.7).
#pragma once

#include "model/spf.h"
#include "proto/spf/attempt.h"
#include "proto/spf/range.h"

#include <string>
#include <string_view>
#include <vector>

namespace mailwatchd::spf {

/// The term that decided, and the ones that led to its record.
struct Cause {
    std::size_t above = 0;  ///< Index of the include or redirect; 0 for a term of the domain's own.
    std::string_view term;  ///< Verbatim, or "no all".
};

struct Conclusion {
    Range range;
    /// pass, fail, softfail, neutral, permerror or none.
    model::SpfResult result = model::SpfResult::none;
    std::size_t cause = 0;  ///< Index in `Coverage::causes`; 0 if no term decided.
};

/// Refers to the records that it was made from.
struct Coverage {
    std::vector<Cause> causes;            ///< The first stands for the domain's own record.
    std::vector<Conclusion> conclusions;  ///< Sorted, without gaps: the whole family.
    /// The domain's own `all`, or that of its redirect, if no address reaches it; and whose record
    /// that is in. Empty otherwise.
    std::string unreached_all, unreached_in;

    model::SpfResult result(const model::Address& address) const;
    /// "include:b.example (+all)"
    std::string text(std::size_t cause) const;
};

/// Requires an answer for the domain's TXT records. `void_lookups_max` is the limit of §4.6.4.
Coverage cover(model::Address::Family family, const std::string& domain, const Answers& answers,
               ReadRecords& records, int void_lookups_max = model::spf_void_lookups_max);

/// Measures it in public addresses.
model::SpfScope scope_of(const Coverage& coverage);

/// Adds the scopes and what follows from them to a complete survey.
void add_scopes(model::SpfLook& look, const Answers& answers, ReadRecords& records);

}  // namespace mailwatchd::spf
