#include "checks/check.h"

#include "checks/pop3/findings.h"
#include "checks/pop3/judge.h"
#include "checks/pop3/texts.h"
#include "checks/weights.h"

namespace mailwatchd::checks::pop3 {

extern const Check check;
constinit const Check check =
    describe<NoSettings, wants, judge>("pop3", "POP3", weight_of("pop3"), kinds, texts);

}  // namespace mailwatchd::checks::pop3
