#include "tool/control_command.h"

#include "base/escape.h"
#include "config/tables.h"
#include "control/control_lines.h"
#include "control/exit_codes.h"
#include "control/terminal.h"
#include "serve/client.h"
#include "serve/query.h"
#include "tool/call_failure.h"
#include "tool/output_file.h"
#include "tool/tool_configuration.h"

#include <charconv>
#include <cstdlib>
#include <iostream>
#include <optional>

namespace mailwatchd::tool {

namespace {

int not_done(const base::SafeText& what) { return complain(what, control::exit_not_done); }

int status_of(unsigned http_status) {
    if (http_status < 400) return control::exit_nothing_failed;
    return http_status == 422 ? control::exit_config : control::exit_not_done;
}

/// Copies an answer to standard output or to a file, and handles its notes.
class Copy {
public:
    explicit Copy(const Command& command)
        : command_{command},
          has_notes_{command.has_control_lines || command.file.empty()},
          filter_{[this](std::string_view bytes) { put(bytes); },
                  [this](std::string_view what) { take_control_line(what); }} {
        // HTML reports may be read by others; a backup holds the daemon's state.
        const bool is_page = command.accept == "text/html";
        if (!command.file.empty())
            file_.emplace(command.file, is_page ? OutputFile::For::readers : OutputFile::For::us);
    }

    bool take(const serve::Answer& answer, std::string_view bytes) {
        if (answer.status >= 400)
            refusal_ += bytes;
        else if (!has_notes_)
            return file_->write(bytes);  // Binary, without notes.
        else
            filter_.add(bytes);
        return file_ ? file_->problem().empty() : static_cast<bool>(std::cout);
    }

    /// Exit status once the answer is complete.
    int finish(const serve::Answer& answer, bool is_json) {
        if (answer.status >= 400) return refuse(answer, is_json);
        if (file_)
            if (const auto done = file_->finish(); !done)
                return not_done(reason(done.error().detail));
        const int status = noted_.value_or(status_of(answer.status));
        if (command_.prints_path && file_->is_replaced() && status != control::exit_not_done)
            print_path(command_.file);
        return status;
    }

    const std::string& problem() const {
        static const std::string none;
        return file_ ? file_->problem() : none;
    }

private:
    void put(std::string_view bytes) {
        if (progressing_) control::show_progress("");
        progressing_ = false;
        if (file_)
            file_->write(bytes);
        else
            std::cout << bytes << std::flush;
    }

    void take_control_line(std::string_view what) {
        constexpr std::string_view progress = "progress ", status = "status ", problem = "problem ";
        if (what.starts_with(progress)) {
            progressing_ = true;
            control::show_progress(base::printable(what.substr(progress.size())).text());
        } else if (what.starts_with(problem)) {
            not_done(base::printable(what.substr(problem.size())));
        } else if (what.starts_with(status)) {
            int value = control::exit_not_done;
            what.remove_prefix(status.size());
            std::from_chars(what.data(), what.data() + what.size(), value);
            noted_ = value;
        }
    }

    int refuse(const serve::Answer& answer, bool is_json) {
        while (refusal_.ends_with('\n')) refusal_.pop_back();
        const int status = status_of(answer.status);
        if (refusal_.empty())
            not_done("mailwatchd is busy (HTTP status " + base::shown(std::size_t{answer.status}) +
                     "): try again");
        else if (is_json)
            std::cout << refusal_ << std::endl;
        else if (status == control::exit_config)
            std::cerr << base::printable_lines(refusal_) << '\n';  // Same format as --check-config.
        else
            not_done(base::printable(refusal_));
        return status;
    }

    const Command& command_;
    std::optional<OutputFile> file_;
    bool has_notes_;
    control::ControlLineFilter filter_;
    std::string refusal_;
    std::optional<int> noted_;
    bool progressing_ = false;
};

/// Adds width and colour of the terminal to the query.
std::string with_terminal(std::string target) {
    const auto add = [&target](const std::string& what) {
        target += (target.find('?') == std::string::npos ? '?' : '&') + what;
    };
    const auto width = control::terminal_width();
    add(width ? "width=" + std::to_string(*width) : "whole=1");
    if (control::wants_colour()) add("colour=1");
    return target;
}

}  // namespace

std::string control_path(const ControlOptions& options) {
    if (!options.control.empty()) return options.control;
    const char* const given = std::getenv("MAILWATCHD_CONTROL");  // NOLINT(concurrency-mt-unsafe)
    return given != nullptr && *given != '\0' ? given : config::default_control();
}

int control_command(const ControlOptions& options, const Command& command) {
    serve::Call call;
    call.method = command.method;
    call.target = with_terminal(command.target);
    call.accept = options.json ? "application/json" : "text/plain";
    if (!command.accept.empty()) call.accept = command.accept;
    Copy copy{command};
    if (!copy.problem().empty()) return not_done(reason(copy.problem()));
    const auto socket = control_path(options);
    serve::Answer answer;
    const auto failure = serve::call(socket, call, answer,
                                     [&copy](const serve::Answer& head, std::string_view bytes) {
                                         return copy.take(head, bytes);
                                     });
    if (failure) return not_done(explain(socket, *failure));
    return copy.finish(answer, options.json);
}

int events_command(const ControlOptions& options, std::string_view since, std::string_view target,
                   bool follow) {
    Command command;
    command.target = "/events?target=" + serve::encoded(target);
    if (!since.empty()) command.target += "&since=" + serve::encoded(since);
    if (follow) command.target += "&follow=1";
    return control_command(options, command);
}

int target_command(const ControlOptions& options, std::string_view verb, std::string_view target,
                   std::string_view why) {
    Command command;
    command.method = "POST";
    command.target = '/' + std::string{verb} + "?target=" + serve::encoded(target);
    if (!why.empty()) command.target += "&why=" + serve::encoded(why);
    return control_command(options, command);
}

int acknowledge_command(const ControlOptions& options, const AcknowledgeWords& words) {
    Command command;
    command.method = "POST";
    command.target = "/acknowledge?target=" + serve::encoded(words.target) +
                     "&finding=" + serve::encoded(words.finding) +
                     "&subject=" + serve::encoded(words.subject) +
                     "&until=" + serve::encoded(words.until) + "&why=" + serve::encoded(words.why);
    if (words.undo) command.target += "&undo=1";
    return control_command(options, command);
}

int show_command(const ControlOptions& options, std::string_view target, std::string_view html) {
    Command command;
    command.target = "/targets/" + serve::encoded(target);
    if (!html.empty()) {
        command.accept = "text/html";
        command.file = html;
    }
    return control_command(options, command);
}

}  // namespace mailwatchd::tool
