#include "observe/spf/readings.h"

#include "observe/dns_reason.h"
#include "proto/spf/survey.h"

namespace mailwatchd::observe {

using model::Reading;

std::vector<Reading> readings_of(const model::SpfLook& look) {
    return {Reading{.subject = model::Subject::name(look.domain),
                    .kind = &reading::spf,
                    .argument = {},
                    .value = mailwatchd::spf::record_text(look),
                    .reason = look.failure ? reason_of(*look.failure) : model::Reason::none,
                    .taken_at = look.taken_at,
                    .evidence = look.failure ? look.failure->detail : std::string{}}};
}

}  // namespace mailwatchd::observe
