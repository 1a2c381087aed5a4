// What mailwatchctl asks the daemon: it copies the bytes of the answer, which the daemon has
// rendered (docs/adr/0026).
#pragma once

#include <string>
#include <string_view>

namespace mailwatchd::tool {

struct ControlOptions {
    std::string control;  ///< The socket's path; "": $MAILWATCHD_CONTROL, else the default place.
    bool json = false;
};

/// Where the daemon is asked.
std::string control_path(const ControlOptions& options);

/// One request, its answer to standard output (refusals to standard error). `target` of the request
/// has no query yet, or one that may be added to.
struct Command {
    std::string method = "GET";
    std::string target;      ///< "/targets/example.org".
    std::string accept;      ///< "": text, or JSON where the options want it.
    std::string file;        ///< Into this instead of standard output.
    bool has_notes = false;  ///< Of what goes to the file: lines for us stand in it (notes.h).
};

/// Exit status: 0 done; 1 where the daemon says that something is not well; 2 could not be done; 78
/// for a configuration that is wrong.
int control_command(const ControlOptions& options, const Command& command);

/// The same, one for each that needs words of its own.
int events_command(const ControlOptions& options, std::string_view since, std::string_view target,
                   bool follow);
int target_command(const ControlOptions& options, std::string_view verb, std::string_view target,
                   std::string_view why);
/// A finding that is taken as it is; as the command line has it.
struct AcknowledgeWords {
    std::string target, finding, subject, until, why;
    bool undo = false;
};
int acknowledge_command(const ControlOptions& options, const AcknowledgeWords& words);
int show_command(const ControlOptions& options, std::string_view target, std::string_view html);

}  // namespace mailwatchd::tool
