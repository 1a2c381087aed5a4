// Every reading of the program, in the program's order, for tests of rooms that see only the rows.
// tests/unit/observe/pinned_numbers_test.cc checks it against observations.def.
#pragma once

#include "observe/dnsbl/readings.h"
#include "observe/domain_reputation/readings.h"
#include "observe/listing/readings.h"
#include "observe/prober/rows.h"
#include "observe/reverse_dns/readings.h"
#include "observe/series/readings.h"
#include "observe/session/readings.h"
#include "observe/spf/readings.h"
#include "observe/topology/readings.h"
#include "watch/own_readings.h"

namespace mailwatchd::test {

inline const model::ReadingKinds& reading_kinds() {
    static const model::ReadingKinds kinds{
        {&reading::prober, &reading::spf, &reading::mx, &reading::exists, &reading::port,
         &reading::service, &reading::starttls, &reading::cleartext_login, &reading::certificate,
         &reading::ptr, &reading::dnsbl, &reading::listed, &reading::relay, &reading::domain_listed,
         &reading::verdict, &reading::rules},
        {&change::flapping, &change::flapping_ended}};
    return kinds;
}

}  // namespace mailwatchd::test
