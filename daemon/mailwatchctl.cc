// SPDX-License-Identifier: Apache-2.0
// The operator's tool. This file only parses the command line: one function per subcommand.
#include "base/escape.h"
#include "control/exit_codes.h"
#include "engine/version.h"
#include "tool/check_command.h"
#include "tool/control_command.h"
#include "tool/dnsbl_command.h"
#include "tool/explain_command.h"
#include "tool/restore_command.h"
#include "tool/spf_command.h"
#include "tool/tool_configuration.h"

#include <CLI/CLI.hpp>

#include <functional>
#include <memory>
#include <string>
#include <utility>

namespace {

using namespace mailwatchd;

/// Runs the chosen subcommand and returns its exit status.
using Run = std::function<int()>;

constexpr const char* config_help = "Configuration file (default: /etc/mailwatchd/mailwatchd.toml)";
constexpr const char* resolver_help = "DNS server to use: ADDRESS[:PORT]";

constexpr const char* control_statuses =
    "Exit status: 0 success, 2 failed (no daemon, no permission, unknown target).";

constexpr const char* control_help =
    "Control socket of the daemon (default: $MAILWATCHD_CONTROL, else "
    "/run/mailwatchd/control.sock)";

void add_check(CLI::App& program, Run& run) {
    const auto options = std::make_shared<tool::CheckOptions>();
    auto* const command =
        program.add_subcommand("check", "Audit targets now and print the results");
    command->add_option("target", options->targets, "Domains, host names, IPv4 or IPv6 addresses")
        ->required();
    command->add_option("--config", options->config, config_help);
    command->add_option("--only", options->only, "Run only these checks: CHECK,...")
        ->delimiter(',')
        ->allow_extra_args(false);
    command->add_option("--resolver", options->resolver, resolver_help);
    command->add_option("--control", options->control, control_help);
    command->add_flag("--active", options->active,
                      "Also run active tests (MAIL/RCPT, no message) against hosts you own");
    auto* const as_json = command->add_flag("--json", options->json,
                                            "Print one JSON object per target, one per line");
    command
        ->add_option("--html", options->html,
                     "Write the report to FILE, or to a directory with one file per target")
        ->type_name("FILE")
        ->excludes(as_json);
    command->add_flag("--strict", options->strict,
                      "Exit 3 if no check failed but one was inconclusive");
    command->footer(
        "Exit status: 0 no check failed, 1 a check failed, 2 the audit was not possible, 3 a check "
        "was inconclusive (with --strict), 78 invalid configuration.");
    command->callback(
        [options, &run] { run = [options] { return tool::check_command(*options); }; });
}

void add_spf(CLI::App& program, Run& run) {
    const auto options = std::make_shared<tool::SpfOptions>();
    auto* const command = program.add_subcommand(
        "spf", "Evaluate the SPF record of a domain for a sender (RFC 7208)");
    command->add_option("domain", options->domain, "Domain whose SPF record is evaluated")
        ->required();
    command->add_option("--ip", options->ip, "IPv4 or IPv6 address of the sending server")
        ->required();
    command->add_option("--helo", options->helo,
                        "HELO/EHLO name of the sending server (default: the domain)");
    command->add_option("--sender", options->sender,
                        "MAIL FROM address (default: postmaster@DOMAIN)");
    command->add_option("--config", options->config, config_help);
    command->add_option("--resolver", options->resolver, resolver_help);
    command->add_flag("--json", options->json, "Print one JSON object on one line");
    command->footer(
        "Exit status: 0 evaluated (any result; a DNS failure gives temperror), 2 invalid argument, "
        "78 invalid configuration.");
    command->callback([options, &run] { run = [options] { return tool::spf_command(*options); }; });
}

void add_explain(CLI::App& program, Run& run) {
    const auto options = std::make_shared<tool::ExplainOptions>();
    auto* const command =
        program.add_subcommand("explain", "Explain a finding or a check and how to fix it");
    auto* const word =
        command->add_option("tag", options->word, "Tag of a finding, or name of a check");
    command->add_flag("--all", options->all, "Explain all findings")->excludes(word);
    command->add_flag("--json", options->json, "Print JSON, one object per line");
    command->callback(
        [options, &run] { run = [options] { return tool::explain_command(*options); }; });
}

/// A subcommand that sends a request to the daemon, with the options common to all of them.
struct Asking {
    CLI::App* command;
    std::shared_ptr<tool::ControlOptions> options = std::make_shared<tool::ControlOptions>();

    Asking(CLI::App& program, const std::string& name, const std::string& help)
        : command{program.add_subcommand(name, help)} {
        command->add_option("--control", options->control, control_help);
        command->add_flag("--json", options->json, "Print JSON instead of text");
        command->footer(control_statuses);
    }
};

/// A subcommand that shows a page of the daemon.
void add_view(CLI::App& program, Run& run, const std::string& name, const std::string& help) {
    const Asking asking{program, name, help};
    asking.command->callback([options = asking.options, name, &run] {
        run = [options, name] {
            tool::Command command;
            command.target = '/' + name;
            return tool::control_command(*options, command);
        };
    });
}

void add_reload(CLI::App& program, Run& run) {
    const Asking asking{program, "reload", "Reload the configuration and report its errors"};
    asking.command->footer(
        "Exit status: 0 reloaded, 2 failed (no daemon, no permission), 78 invalid configuration, "
        "not reloaded.");
    asking.command->callback([options = asking.options, &run] {
        run = [options] {
            tool::Command command;
            command.method = "POST";
            command.target = "/reload";
            return tool::control_command(*options, command);
        };
    });
}

void add_doctor(CLI::App& program, Run& run) {
    const Asking asking{program, "doctor",
                        "Check the resolver, network, host name and clock of the daemon's host"};
    asking.command->footer(
        "Exit status: 0 no problem found, 1 problem found, 2 failed (no daemon, no permission).");
    asking.command->callback([options = asking.options, &run] {
        run = [options] {
            tool::Command command;
            command.target = "/doctor?notes=1";
            return tool::control_command(*options, command);
        };
    });
}

void add_backup(CLI::App& program, Run& run) {
    const Asking asking{program, "backup", "Back up the daemon's state to a file while it runs"};
    const auto file = std::make_shared<std::string>();
    asking.command->add_option("file", *file, "Backup file; an existing file is replaced")
        ->required();
    asking.command->callback([options = asking.options, file, &run] {
        run = [=] {
            tool::Command command;
            command.method = "POST";
            command.target = "/backup";
            command.file = *file;
            return tool::control_command(*options, command);
        };
    });
}

void add_restore(CLI::App& program, Run& run) {
    const auto options = std::make_shared<tool::RestoreOptions>();
    auto* const command = program.add_subcommand(
        "restore", "Replace the state with a backup while the daemon is stopped");
    command->add_option("file", options->file, "Backup file made by \"mailwatchctl backup\"")
        ->required();
    command->add_option("--config", options->config,
                        std::string{config_help} + "; it sets the state directory");
    command->add_flag("--json", options->json, "Print JSON instead of text");
    command->footer(
        "Run this as root or as the daemon's user. The previous state is kept in the same "
        "directory.\n"
        "Exit status: 0 restored, 2 failed and nothing changed, 75 the daemon is running: stop it "
        "first, 78 invalid configuration.");
    command->callback(
        [options, &run] { run = [options] { return tool::restore_command(*options); }; });
}

void add_events(CLI::App& program, Run& run) {
    const Asking asking{program, "events", "List confirmed changes (default: the newest 50)"};
    const auto since = std::make_shared<std::string>(), target = std::make_shared<std::string>();
    const auto follow = std::make_shared<bool>(false);
    asking.command->add_option(
        "--since", *since,
        "List all changes since a time (2026-11-22T08:00:00Z) or within a duration (2h)");
    asking.command->add_option("--target", *target, "List only changes of this target");
    asking.command->add_flag("--follow", *follow, "Wait for new changes and print them");
    asking.command->callback([options = asking.options, since, target, follow, &run] {
        run = [=] { return tool::events_command(*options, *since, *target, *follow); };
    });
}

void add_show(CLI::App& program, Run& run, const std::string& name, const std::string& help) {
    const Asking asking{program, name, help};
    const auto target = std::make_shared<std::string>(), html = std::make_shared<std::string>();
    asking.command->add_option("target", *target, "Name of a configured target")->required();
    if (name == "report")
        asking.command->add_option("--html", *html, "Write the report as HTML to this file");
    asking.command->callback([options = asking.options, target, html, &run] {
        run = [=] { return tool::show_command(*options, *target, *html); };
    });
}

void add_on_target(CLI::App& program, Run& run, const std::string& name, const std::string& help) {
    const Asking asking{program, name, help};
    const auto target = std::make_shared<std::string>(), why = std::make_shared<std::string>();
    asking.command->add_option("target", *target, "Name of a configured target")->required();
    if (name == "pause")
        asking.command->add_option("--why", *why, "Reason, shown by \"mailwatchctl status\"");
    asking.command->callback([options = asking.options, name, target, why, &run] {
        run = [=] { return tool::target_command(*options, name, *target, *why); };
    });
}

void add_acknowledge(CLI::App& program, Run& run) {
    const Asking asking{program, "acknowledge",
                        "Acknowledge a finding (does not change the verdict)"};
    const auto words = std::make_shared<tool::AcknowledgeWords>();
    auto* const command = asking.command;
    command->add_option("target", words->target, "Name of a configured target")->required();
    command
        ->add_option("finding", words->finding,
                     "Tag of the finding, as \"mailwatchctl show\" prints it")
        ->required();
    command->add_option(
        "--subject", words->subject,
        "Only for this host or port, e.g. mx1.example.org[192.0.2.25]:110 (default: everywhere)");
    auto* const until = command->add_option(
        "--until", words->until, "Expires at a date (2026-12-24) or after a duration (30d)");
    auto* const why =
        command->add_option("--why", words->why, "Reason, shown in status and reports");
    command->add_flag("--undo", words->undo, "Remove the acknowledgement")
        ->excludes(until)
        ->excludes(why);
    command->callback([options = asking.options, words, &run] {
        run = [=] { return tool::acknowledge_command(*options, *words); };
    });
}

void add_dnsbls(CLI::App& program, Run& run) {
    const Asking asking{program, "dnsbl",
                        "List DNS block lists and whether they pass their self-test"};
    const auto own = std::make_shared<tool::DnsblOptions>();
    auto* const test = asking.command->add_flag(
        "--test", own->test, "Test all lists now, including retired ones, without the daemon");
    asking.command->add_option("--config", own->config, config_help)->needs(test);
    asking.command->add_option("--resolver", own->resolver, resolver_help)->needs(test);
    asking.command->footer(
        "Exit status: 0 success (with --test: all lists in use pass), 1 a list in use fails, 2 "
        "failed, 78 invalid configuration.");
    asking.command->callback([options = asking.options, own, &run] {
        run = [options, own] {
            own->json = options->json;
            if (own->test) return tool::test_dnsbl_command(*own);
            tool::Command command;
            command.target = "/dnsbl";
            return tool::control_command(*options, command);
        };
    });
}

void add_all(CLI::App& program, Run& run) {
    add_check(program, run);
    add_view(program, run, "status",
             "Show running and due audits, pending changes, pauses and local problems");
    add_view(program, run, "targets", "List all targets with their scores");
    add_show(program, run, "show", "Show the last audit of a target");
    add_show(program, run, "report", "Show the report of a target or write it as HTML");
    add_events(program, run);
    add_dnsbls(program, run);
    add_view(program, run, "inventory", "List the mail services found and their software");
    add_on_target(program, run, "recheck", "Audit a target now and record the result");
    add_on_target(program, run, "pause", "Stop auditing a target until it is resumed");
    add_on_target(program, run, "resume", "Resume a paused target");
    add_acknowledge(program, run);
    add_reload(program, run);
    add_backup(program, run);
    add_restore(program, run);
    add_doctor(program, run);
    add_spf(program, run);
    add_explain(program, run);
}

/// Why the first argument is no command; "" if it may be one.
base::SafeText unknown_command(const CLI::App& program) {
    const auto rest = program.remaining();
    if (!program.get_subcommands().empty() || rest.empty() || rest.front().starts_with('-'))
        return {};
    const auto& name = rest.front();
    for (const auto& [was, is] : {std::pair{"zones", "dnsbl"}, std::pair{"accept", "acknowledge"}})
        if (name == was)
            return "\"" + base::shown(name) + "\" was renamed to \"" + base::shown(is) +
                   "\" in version 0.2";
    return "unknown command \"" + base::shown(name) +
           "\"; list the commands with \"mailwatchctl --help\"";
}

}  // namespace

// An exception that reaches this is a bug: aborting keeps its stack for the core dump.
// NOLINTNEXTLINE(bugprone-exception-escape)
int main(int argc, char** argv) {
    CLI::App program{"Audit the mail security of domains and control mailwatchd.", "mailwatchctl"};
    program.set_version_flag("--version", "mailwatchctl " + std::string{engine::version});
    program.require_subcommand(1);
    Run run;
    add_all(program, run);
    try {
        program.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        const auto unknown =
            error.get_exit_code() == 0 ? base::SafeText{} : unknown_command(program);
        if (!unknown.empty()) return tool::complain(unknown, control::exit_usage);
        if (error.get_exit_code() == 0) return program.exit(error);  // --help, --version
        return tool::complain(base::shown(error.what(), 500) + "; see \"mailwatchctl --help\"",
                              control::exit_usage);
    }
    return run();
}
