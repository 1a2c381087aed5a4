#include "checks/check.h"

#include "checks/spf_enforcement/findings.h"
#include "checks/spf_enforcement/judge.h"
#include "checks/spf_enforcement/texts.h"
#include "checks/weights.h"

namespace mailwatchd::checks::spf_enforcement {

extern const Check check;
constinit const Check check = describe<NoSettings, wants, judge>(
    "spf_enforcement", "SPF enforcement", weight_of("spf_enforcement"), kinds, texts);

}  // namespace mailwatchd::checks::spf_enforcement
