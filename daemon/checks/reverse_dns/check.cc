#include "checks/check.h"

#include "checks/reverse_dns/findings.h"
#include "checks/reverse_dns/judge.h"
#include "checks/reverse_dns/texts.h"
#include "checks/weights.h"

namespace mailwatchd::checks::reverse_dns {

extern const Check check;
constinit const Check check = describe<NoSettings, wants, judge>(
    "reverse_dns", "Reverse DNS", weight_of("reverse_dns"), kinds, texts);

}  // namespace mailwatchd::checks::reverse_dns
