// Decides whether a change is believed or is our own doing: first look for a common cause. A change
// that others, whose servers have nothing to do with the suspect's, show at the same time is ours.
// Pure.
#pragma once

#include "base/time.h"
#include "model/endpoint.h"
#include "model/mail_session.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mailwatchd::watch {

/// Observations that are this far apart are of the same minutes.
inline constexpr base::Duration same_minutes = std::chrono::minutes{5};
/// So many organisations that changed alike in the same minutes are no coincidence, even if nobody
/// else can be asked.
inline constexpr std::size_t alike_organisations_min = 3;

/// Who may change together for a reason of their own: those of one organisation or one network.
struct Neighbourhood {
    std::string organisation;  ///< Organisational domain of the host (libpsl); "": unknown.
    std::optional<model::Address> address;
};
/// Of a host name or an address. If `host` is not a name, `target` says whose it is.
Neighbourhood neighbourhood_of(std::string_view host, std::optional<model::Address> address,
                               std::string_view target = {});
/// Whether both are in one /24 or /64, which usually belongs to one operator.
bool share_a_network(const model::Address& a, const model::Address& b);
bool are_neighbours(const Neighbourhood& a, const Neighbourhood& b);

/// What a connection to a mail port met.
enum class Met : std::uint8_t {
    greeting,
    no_greeting,  ///< Accepted, but no greeting was recognised.
    refusal,      ///< RST, or an ICMP message that means the same.
    silence,      ///< No answer, or no way to the address.
    nothing,      ///< It was not tried, or ended for a reason of our own.
};
Met met_by(const model::MailSession& session);
/// "refused", "no answer": for a sentence about the port.
std::string_view words_of(Met met);

/// What somebody else shows, asked about the suspect's change.
struct ControlAnswer {
    enum class Says : std::uint8_t {
        as_before,  ///< It did not change.
        alike,      ///< It changed in the same way.
        nothing,
    };
    Neighbourhood where;
    std::string name;  ///< For people: "mx.control.example".
    Says says = Says::nothing;
    base::Ticks at;
};

/// Somebody else whose change, of the same kind to the same value, is pending as well.
struct AlikeChange {
    Neighbourhood where;
    base::Ticks at;
};

struct Suspect {
    Neighbourhood where;
    base::Ticks at;
};

enum class Cause : std::uint8_t {
    theirs,      ///< A control shows that it is not us.
    ours,        ///< Others changed alike: the fault is ours.
    no_control,  ///< Nobody could be asked.
};

/// What is said with a refusal or silence that counts although no control shows that it is not our
/// own doing.
enum class Caveat : std::uint8_t {
    nothing,
    no_control,      ///< Nobody could be asked.
    controls_alike,  ///< The controls have met the same for hours.
};

/// Answers and changes of neighbours of the suspect, and of other minutes, do not count. One
/// control that is as before is enough to believe. If none is, and one changed alike, the fault is
/// ours. If no control says anything, enough other organisations that changed alike say it.
Cause cause_of(const Suspect& suspect, std::span<const AlikeChange> others,
               std::span<const ControlAnswer> controls);

/// The names of those that changed alike: "mx.a.example, mx.b.example".
std::string names_of_alike(std::span<const ControlAnswer> controls);

}  // namespace mailwatchd::watch
