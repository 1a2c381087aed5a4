// Requests of mailwatchctl to the daemon. The daemon renders the answer, the tool copies it
// (docs/adr/0026).
#pragma once

#include <string>
#include <string_view>

namespace mailwatchd::tool {

struct ControlOptions {
    std::string control;  ///< Socket path; "": $MAILWATCHD_CONTROL, else the default path.
    bool json = false;
};

/// Path of the control socket.
std::string control_path(const ControlOptions& options);

/// One request. The answer goes to standard output, errors go to standard error. Parameters are
/// appended to `target`, which may have a query already.
struct Command {
    std::string method = "GET";
    std::string target;              ///< "/targets/example.org".
    std::string accept;              ///< Accept header; "": text, or JSON with --json.
    std::string file;                ///< Write the answer to this file instead of standard output.
    bool prints_path = false;        ///< Print the path of a file that was written.
    bool has_control_lines = false;  ///< The answer for the file contains notes (control_lines.h).
};

/// Exit status: 0 success, 1 the daemon reports a problem, 2 failed, 78 invalid configuration.
int control_command(const ControlOptions& options, const Command& command);

/// Commands with arguments. Exit status as above.
int events_command(const ControlOptions& options, std::string_view since, std::string_view target,
                   bool follow);
int target_command(const ControlOptions& options, std::string_view verb, std::string_view target,
                   std::string_view why);
/// Arguments of the command that acknowledges a finding.
struct AcknowledgeWords {
    std::string target, finding, subject, until, why;
    bool undo = false;
};
int acknowledge_command(const ControlOptions& options, const AcknowledgeWords& words);
int show_command(const ControlOptions& options, std::string_view target, std::string_view html);

}  // namespace mailwatchd::tool
