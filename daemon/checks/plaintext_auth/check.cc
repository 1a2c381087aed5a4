#include "checks/check.h"

#include "checks/plaintext_auth/findings.h"
#include "checks/plaintext_auth/judge.h"
#include "checks/plaintext_auth/texts.h"
#include "checks/weights.h"

namespace mailwatchd::checks::plaintext_auth {

extern const Check check;
constinit const Check check = describe<NoSettings, wants, judge>(
    "plaintext_auth", "SMTP plaintext AUTH", weight_of("plaintext_auth"), kinds, texts);

}  // namespace mailwatchd::checks::plaintext_auth
