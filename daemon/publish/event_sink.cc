#include "publish/event_sink.h"

#include "publish/journal/sink.h"
#include "publish/json/lines_sink.h"

#include <cstdlib>
#include <iostream>
#include <unistd.h>

namespace mailwatchd::publish {

std::unique_ptr<EventSink> make_event_sink() {
    const char* stream =
        std::getenv("JOURNAL_STREAM");  // NOLINT(concurrency-mt-unsafe): at start-up
    if (is_journal_stream(stream, STDERR_FILENO)) return std::make_unique<JournalSink>();
    return std::make_unique<JsonLinesSink>(std::cerr, "stderr");
}

}  // namespace mailwatchd::publish
