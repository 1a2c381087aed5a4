#include "checks/check.h"

#include "checks/transport_tls/findings.h"
#include "checks/transport_tls/judge.h"
#include "checks/transport_tls/texts.h"
#include "checks/weights.h"

namespace mailwatchd::checks::transport_tls {

extern const Check check;
constinit const Check check = describe<NoSettings, wants, judge>(
    "transport_tls", "Transport encryption", weight_of("transport_tls"), kinds, texts);

}  // namespace mailwatchd::checks::transport_tls
