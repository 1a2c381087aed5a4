#include "checks/check.h"

#include "checks/reputation/findings.h"
#include "checks/reputation/judge.h"
#include "checks/reputation/texts.h"
#include "checks/weights.h"

namespace mailwatchd::checks::reputation {

extern const Check check;
constinit const Check check = describe<Settings, wants, judge>(
    "reputation", "Domain reputation", weight_of("reputation"), kinds, texts);

}  // namespace mailwatchd::checks::reputation
