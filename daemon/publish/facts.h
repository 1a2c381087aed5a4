// What the daemon believes of hosts, as the metrics page and the reports read it: one row a
// standing. The rows stay where they are (copied on write, docs/adr/0025); this is only a way to
// look at them.
#pragma once

#include "base/time.h"
#include "model/reading.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace mailwatchd::publish {

/// One standing. The views live until the next word is interned: use them before the next wait.
struct Fact {
    std::string_view subject;  ///< Subject::text.
    const model::ReadingKind* kind = nullptr;
    std::string_view argument;             ///< List, relay case or check.
    std::string_view value;                ///< What is believed; empty where nothing ever was.
    std::optional<base::Instant> changed;  ///< When it last did, confirmed; none since the first.
};

/// An immutable snapshot of standings: rows of one subject stand together, within it those of one
/// reading; each (subject, reading, argument) once.
/// Where clear listings are not rows of their own, one fact `listed`, argument "", value "clear"
/// says that the address has been looked up.
class Facts {
public:
    virtual ~Facts() = default;
    virtual std::size_t size() const = 0;
    /// ReadingKind::number. Asked of every row once a family: it should cost no more than a load.
    virtual std::uint8_t reading(std::size_t row) const = 0;
    virtual const model::ReadingKinds& kinds() const = 0;
    virtual Fact at(std::size_t row) const = 0;
};

}  // namespace mailwatchd::publish
