#include "checks/check.h"

#include "checks/imap/findings.h"
#include "checks/imap/judge.h"
#include "checks/imap/texts.h"
#include "checks/weights.h"

namespace mailwatchd::checks::imap {

extern const Check check;
constinit const Check check =
    describe<NoSettings, wants, judge>("imap", "IMAP", weight_of("imap"), kinds, texts);

}  // namespace mailwatchd::checks::imap
