#include "checks/check.h"

#include "checks/mx_connection/findings.h"
#include "checks/mx_connection/judge.h"
#include "checks/mx_connection/texts.h"
#include "checks/weights.h"

namespace mailwatchd::checks::mx_connection {

extern const Check check;
constinit const Check check = describe<NoSettings, wants, judge>(
    "mx_connection", "MX connection", weight_of("mx_connection"), kinds, texts);

}  // namespace mailwatchd::checks::mx_connection
