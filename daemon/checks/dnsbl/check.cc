#include "checks/check.h"

#include "checks/dnsbl/findings.h"
#include "checks/dnsbl/judge.h"
#include "checks/dnsbl/texts.h"
#include "checks/weights.h"

namespace mailwatchd::checks::dnsbl {

extern const Check check;
constinit const Check check =
    describe<Settings, wants, judge>("dnsbl", "DNS block lists", weight_of("dnsbl"), kinds, texts);

}  // namespace mailwatchd::checks::dnsbl
