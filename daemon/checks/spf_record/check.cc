#include "checks/check.h"

#include "checks/spf_record/findings.h"
#include "checks/spf_record/judge.h"
#include "checks/spf_record/texts.h"
#include "checks/weights.h"

namespace mailwatchd::checks::spf_record {

extern const Check check;
constinit const Check check = describe<NoSettings, wants, judge>(
    "spf_record", "SPF record", weight_of("spf_record"), kinds, texts);

}  // namespace mailwatchd::checks::spf_record
