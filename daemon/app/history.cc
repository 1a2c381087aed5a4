#include "app/history.h"

#include "engine/db_executor.h"

namespace mailwatchd::app {

void report_lost_history(const std::string& recovered_from, const std::string& state_file,
                         base::Log& log) {
    using enum base::Severity;
    if (!recovered_from.empty())
        log.write(error, "the state was damaged and moved to " + recovered_from +
                             "; all targets start with a new baseline");
    // At each start, until a person takes it away.
    for (const auto& file : store::moved_aside(state_file))
        log.write(error, "a damaged state is in " + file +
                             ": restore a backup (mailwatchctl restore FILE), or move the file to "
                             "another directory to acknowledge that its history is lost");
}

}  // namespace mailwatchd::app
