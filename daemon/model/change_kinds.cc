// The one list of the kinds of changes; a new one is its row, its enumerator and a line here.
#include "model/change_kind.h"
#include "model/changes/certificate.h"
#include "model/changes/clear_login.h"
#include "model/changes/flapping.h"
#include "model/changes/listing.h"
#include "model/changes/mx.h"
#include "model/changes/port.h"
#include "model/changes/relay.h"
#include "model/changes/reverse_dns.h"
#include "model/changes/rules.h"
#include "model/changes/software.h"
#include "model/changes/spf.h"
#include "model/changes/starttls.h"
#include "model/changes/vantage.h"
#include "model/changes/verdict.h"
#include "model/changes/zone.h"

#include <algorithm>
#include <array>

namespace mailwatchd::model {

namespace {

constexpr std::array kinds{
    &change::port_opened,
    &change::port_closed,
    &change::dnsbl_listed,
    &change::dnsbl_delisted,
    &change::relay_accepted,
    &change::relay_refused,
    &change::cleartext_login_offered,
    &change::cleartext_login_withdrawn,
    &change::starttls_lost,
    &change::starttls_gained,
    &change::mx_changed,
    &change::spf_changed,
    &change::ptr_changed,
    &change::certificate_renewed,
    &change::certificate_worse,
    &change::software_changed,
    &change::verdict_failed,
    &change::verdict_passed,
    &change::zone_retired,
    &change::zone_returned,
    &change::vantage_ill,
    &change::vantage_well,
    &change::flapping,
    &change::target_gone,
    &change::rules_changed,
};

/// Each kind's number is its place in the list and its enumerator.
consteval bool numbers_are_places() {
    for (std::size_t place = 0; place < kinds.size(); ++place)
        if (kinds[place]->number != place) return false;
    return kinds.size() == static_cast<std::size_t>(TransitionKind::rules_changed) + 1;
}
static_assert(numbers_are_places());

}  // namespace

std::span<const ChangeKind* const> change_kinds() { return kinds; }

const ChangeKind& change_kind(TransitionKind kind) {
    return *kinds.at(static_cast<std::size_t>(kind));
}

std::string_view name(TransitionKind kind) { return change_kind(kind).name; }

std::optional<TransitionKind> transition_kind_of(std::string_view name) {
    const auto* const found = std::ranges::find(kinds, name, &ChangeKind::name);
    if (found == kinds.end()) return std::nullopt;
    return static_cast<TransitionKind>((*found)->number);
}

}  // namespace mailwatchd::model
