// The confirmed facts about hosts, as the metrics page and the reports read them: one row per
// standing. This is a view: the rows are shared and copied on write (docs/adr/0025).
#pragma once

#include "base/time.h"
#include "model/reading.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace mailwatchd::publish {

/// One standing. The views are valid until the next word is interned: use them before the next
/// wait.
struct Fact {
    const model::Subject* subject = nullptr;  ///< Never null in a row.
    const model::ReadingKind* kind = nullptr;
    std::string_view argument;             ///< Block list, relay case or check.
    std::string_view value;                ///< Confirmed value; empty if there never was one.
    std::optional<base::Instant> changed;  ///< Last confirmed change; empty since the first value.
};

/// An immutable snapshot of standings. Rows of one subject are adjacent, and within them those of
/// one reading; each (subject, reading, argument) occurs once. If clear listings have no rows of
/// their own, one fact `listed` with argument "" and value "clear" means that the address has been
/// looked up.
class Facts {
public:
    virtual ~Facts() = default;
    virtual std::size_t size() const = 0;
    /// ReadingKind::number. Called for every row once per family, so it must be as cheap as a load.
    virtual std::uint8_t reading(std::size_t row) const = 0;
    virtual const model::ReadingKinds& kinds() const = 0;
    virtual Fact at(std::size_t row) const = 0;
};

}  // namespace mailwatchd::publish
