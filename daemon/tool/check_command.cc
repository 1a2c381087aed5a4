#include "tool/check_command.h"

#include "base/escape.h"
#include "control/adhoc_audits.h"
#include "control/audit_view.h"
#include "control/exit_codes.h"
#include "control/report_file.h"
#include "control/terminal.h"
#include "engine/network.h"
#include "net/spawn.h"
#include "publish/json/json.h"
#include "serve/client.h"
#include "serve/query.h"
#include "tool/control_command.h"
#include "tool/output_file.h"
#include "tool/tool_configuration.h"

#include <boost/asio/io_context.hpp>

#include <cstdio>
#include <filesystem>
#include <iostream>
#include <optional>
#include <unistd.h>

namespace mailwatchd::tool {

namespace {

namespace asio = boost::asio;

/// State of one run without the daemon. Lives in `check_command`.
class OwnAudits {
public:
    OwnAudits(const CheckOptions& options, std::shared_ptr<const engine::Plan> plan,
              std::vector<model::TargetName> targets, std::optional<control::ReportPlace> html)
        : options_{options},
          html_{std::move(html)},
          report_{plan->configuration.report},
          network_{*plan, {}},
          observer_{network_.view(), plan->observer_settings()},
          audits_{observer_, network_.clock(), plan, std::move(targets), listener()} {}

    net::Awaitable<void> run() { return audits_.run(); }
    int status() const {
        return not_written_ ? control::exit_could_not_audit : audits_.status(options_.strict);
    }
    std::string problem() const { return audits_.problem(); }

private:
    control::AdHocListener listener() {
        control::AdHocListener listener;
        listener.progress = [](const std::string& target, std::size_t done, std::size_t total) {
            control::show_progress(base::escape(target) + ": " + std::to_string(done) + " of " +
                                   std::to_string(total) + " observations");
        };
        listener.audited = [this](const publish::Audit& audit) {
            control::show_progress("");
            show(audit);
        };
        return listener;
    }

    void show(const publish::Audit& audit) {
        if (html_) {
            write(audit, html_->file_of(audit.state->target));
        } else if (options_.json) {
            std::cout << publish::to_json(audit) << '\n' << std::flush;
        } else {
            std::cout << control::to_terminal(audit) << std::flush;
        }
    }

    void write(const publish::Audit& audit, const std::filesystem::path& path) {
        OutputFile file{path.string(), OutputFile::For::readers};
        file.write(publish::to_html(audit, control::html_options(report_)));
        if (const auto written = file.finish(); !written) {
            complain(reason(written.error().detail), control::exit_could_not_audit);
            not_written_ = true;
        } else if (file.is_replaced()) {
            print_path(path.string());
        }
    }

    const CheckOptions& options_;
    std::optional<control::ReportPlace> html_;
    config::ReportSettings report_;
    bool not_written_ = false;
    engine::RealNetwork network_;
    observe::Observer observer_;
    control::AdHocAudits audits_;
};

/// Whether the daemon does the audit. With --config or --resolver the tool does it itself.
bool is_for_the_daemon(const CheckOptions& options) {
    if (!options.config.empty() || !options.resolver.empty()) return false;
    return serve::is_answered(control_path({options.control, options.json}));
}

Command check_request(const CheckOptions& options) {
    Command command;
    command.method = "POST";
    command.target = options.strict ? "/check?strict=1" : "/check?";
    if (options.active) command.target += "&active=1";
    for (const auto& check : options.only) command.target += "&only=" + serve::encoded(check);
    return command;
}

/// Writes one page per target, one after the other; returns the worst exit status.
int pages_by_the_daemon(const CheckOptions& options, const control::ReportPlace& place,
                        const std::vector<model::TargetName>& targets) {
    int status = control::exit_nothing_failed;
    for (const auto& target : targets) {
        auto command = check_request(options);
        command.target += "&target=" + serve::encoded(target.name);
        command.accept = "text/html";
        command.file = place.file_of(target).string();
        command.has_control_lines = true;
        command.prints_path = true;
        const int of_target = control_command({options.control, options.json}, command);
        const bool is_graver =
            of_target == control::exit_could_not_audit || status == control::exit_nothing_failed ||
            (of_target == control::exit_something_failed && status == control::exit_no_information);
        if (is_graver) status = of_target;
    }
    return status;
}

int check_by_the_daemon(const CheckOptions& options,
                        const std::optional<control::ReportPlace>& html,
                        const std::vector<model::TargetName>& targets) {
    if (html) return pages_by_the_daemon(options, *html, targets);
    auto command = check_request(options);
    for (const auto& target : targets) command.target += "&target=" + serve::encoded(target.name);
    return control_command({options.control, options.json}, command);
}

/// Asks for confirmation before active tests, but only at a terminal: scripts are not asked.
bool agrees_to_be_active(const CheckOptions& options) {
    if (!options.active || isatty(STDIN_FILENO) != 1 || isatty(STDERR_FILENO) != 1) return true;
    std::cerr << "Active tests send MAIL and RCPT commands to the mail servers, but no message.\n"
                 "Are you authorised to test these hosts? [y/N] "
              << std::flush;
    std::string answer;
    std::getline(std::cin, answer);
    return answer == "y" || answer == "Y" || answer == "yes";
}

/// Fails if the reports cannot be written, before anything is audited.
base::Result<control::ReportPlace> report_place(const std::string& path, std::size_t targets) {
    auto place = control::ReportPlace::at(path, targets);
    if (!place || place->is_directory()) return place;
    if (auto why = OutputFile::obstacle(path); !why.empty())
        return base::Failure{base::Errc::not_allowed, std::move(why)};
    return place;
}

}  // namespace

int check_command(const CheckOptions& options) {
    const auto targets = control::parse_targets(options.targets);
    if (!targets) return complain(reason(targets.error().detail), control::exit_could_not_audit);
    if (!agrees_to_be_active(options))
        return complain("cancelled: nothing was sent", control::exit_could_not_audit);
    std::optional<control::ReportPlace> html;
    if (!options.html.empty()) {
        const auto place = report_place(options.html, targets->size());
        if (!place)
            return complain("--html: " + reason(place.error().detail),
                            control::exit_could_not_audit);
        html = *place;
    }
    if (is_for_the_daemon(options)) return check_by_the_daemon(options, html, *targets);
    const auto [whole, status_of_plan] = tool_configuration(options.config, options.resolver);
    if (!whole) return status_of_plan;
    const auto allowed = options.active ? whole : control::passive(whole);
    const auto plan = options.only.empty() ? allowed : engine::only(allowed, options.only);
    if (!plan) return complain(reason(plan.error().detail), control::exit_could_not_audit);

    asio::io_context loop{1};
    OwnAudits audits{options, *plan, *targets, std::move(html)};
    net::spawn(loop.get_executor(), audits.run());
    loop.run();
    const int status = audits.status();
    const auto problem = audits.problem();
    return problem.empty() ? status : complain(base::printable(problem), status);
}

}  // namespace mailwatchd::tool
