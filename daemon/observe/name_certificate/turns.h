// Which host names of an endpoint have a session of their own, and when
// (docs/adr/0033-the-certificate-of-a-name.md).
#pragma once

#include "base/time.h"
#include "model/name_certificate.h"

#include <optional>
#include <span>

namespace mailwatchd::observe {

/// Names that are asked to find out whether the certificate depends on the name.
inline constexpr std::size_t sample_size = 1;
/// Sessions under other names for each session that all names share, if it depends on the name.
inline constexpr std::size_t names_max = 4;

enum class NameRule : std::uint8_t {
    unknown,
    same_for_all,  ///< A sample of names was shown the shared certificate, and no name another one.
    by_name,       ///< Some name was shown another one.
};

/// What a name was shown in a session of its own.
struct NameShown {
    model::Likeness likeness{};
    base::Ticks taken;
};

/// The sample is what was taken at `not_before` or later; another certificate counts at any age.
NameRule name_rule(std::span<const NameShown> names, base::Ticks not_before);

/// A name that the shared certificate does not name.
struct NameTurn {
    std::optional<base::Ticks> last;  ///< Its latest session; nothing: there was none.
    bool is_outdated = false;         ///< The shared certificate has changed since.
    std::size_t begun = 0;            ///< Names asked since the latest shared session.
    bool others_wait = false;   ///< Some name waits whose latest session is older, or missing.
    bool is_requested = false;  ///< By a person.
};

/// Whether there is reason to ask the name, whatever the pace. `not_before` as in `name_rule`.
bool is_due(const NameTurn& name, base::Ticks not_before);
/// Whether a name that is due is asked now.
bool is_turn(const NameTurn& name, NameRule rule);

}  // namespace mailwatchd::observe
