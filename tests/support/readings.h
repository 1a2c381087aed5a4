// Every reading that the program knows, for tests of rooms that only see their rows.
#pragma once

#include "observe/dnsbl/readings.h"
#include "observe/listing/readings.h"
#include "observe/reverse_dns/readings.h"
#include "observe/series/readings.h"
#include "observe/session/readings.h"
#include "observe/spf/readings.h"
#include "observe/topology/readings.h"
#include "observe/vantage/rows.h"
#include "watch/own_readings.h"

namespace mailwatchd::test {

inline const model::ReadingKinds& reading_kinds() {
    static const model::ReadingKinds kinds{
        {&reading::port, &reading::service, &reading::starttls, &reading::cleartext_login,
         &reading::certificate, &reading::listed, &reading::ptr, &reading::relay, &reading::spf,
         &reading::mx, &reading::verdict, &reading::zone, &reading::vantage, &reading::rules},
        {&change::flapping}};
    return kinds;
}

}  // namespace mailwatchd::test
