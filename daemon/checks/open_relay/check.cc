#include "checks/check.h"

#include "checks/open_relay/findings.h"
#include "checks/open_relay/judge.h"
#include "checks/open_relay/texts.h"
#include "checks/weights.h"

namespace mailwatchd::checks::open_relay {

extern const Check check;
constinit const Check check = describe<NoSettings, wants, judge>(
    "open_relay", "Open relay", weight_of("open_relay"), kinds, texts);

}  // namespace mailwatchd::checks::open_relay
