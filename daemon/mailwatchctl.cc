// SPDX-License-Identifier: Apache-2.0
// The operator's tool. This file only reads the command line: a function a subcommand.
#include "control/exit_codes.h"
#include "engine/version.h"
#include "tool/check_command.h"
#include "tool/control_command.h"
#include "tool/dnsbl_command.h"
#include "tool/explain_command.h"
#include "tool/restore_command.h"
#include "tool/spf_command.h"

#include <CLI/CLI.hpp>

#include <functional>
#include <memory>
#include <string>

namespace {

using namespace mailwatchd;

/// What the chosen subcommand does; its exit status.
using Run = std::function<int()>;

constexpr const char* config_help = "Configuration file; default /etc/mailwatchd/mailwatchd.toml";
constexpr const char* resolver_help = "DNS server to ask: ADDRESS[:PORT]";

constexpr const char* control_statuses =
    "Exit status: 0 done, 1 something is not well, 2 could not be done (no daemon, no permission, "
    "no such target), 78 wrong configuration.";

constexpr const char* control_help =
    "The daemon's control socket; default $MAILWATCHD_CONTROL, else /run/mailwatchd/control.sock";

void add_check(CLI::App& program, Run& run) {
    const auto options = std::make_shared<tool::CheckOptions>();
    auto* const command = program.add_subcommand("check", "Audit targets here and now");
    command->add_option("target", options->targets, "Domains, host names, IPv4 or IPv6 addresses")
        ->required();
    command->add_option("--config", options->config, config_help);
    command->add_option("--only", options->only, "Only these checks: CHECK,...")
        ->delimiter(',')
        ->allow_extra_args(false);
    command->add_option("--resolver", options->resolver, resolver_help);
    command->add_option("--control", options->control, control_help);
    command->add_flag("--active", options->active,
                      "Also say MAIL and RCPT to hosts that are yours (never a message)");
    auto* const as_json =
        command->add_flag("--json", options->json, "One JSON object a target, a line each");
    command
        ->add_option("--html", options->html,
                     "Write the report to FILE; a directory takes a file a target")
        ->type_name("FILE")
        ->excludes(as_json);
    command->add_flag("--strict", options->strict, "Exit 3 where a test gave no information");
    command->footer(
        "Exit status: 0 nothing failed, 1 something failed, 2 could not audit, 78 wrong "
        "configuration.");
    command->callback(
        [options, &run] { run = [options] { return tool::check_command(*options); }; });
}

void add_spf(CLI::App& program, Run& run) {
    const auto options = std::make_shared<tool::SpfOptions>();
    auto* const command =
        program.add_subcommand("spf", "What a receiver would conclude of a sender (RFC 7208)");
    command->add_option("domain", options->domain, "Whose SPF record is evaluated")->required();
    command->add_option("--ip", options->ip, "The client's IPv4 or IPv6 address")->required();
    command->add_option("--helo", options->helo, "Its name in HELO or EHLO; default the domain");
    command->add_option("--sender", options->sender, "MAIL FROM; default postmaster of the domain");
    command->add_option("--config", options->config, config_help);
    command->add_option("--resolver", options->resolver, resolver_help);
    command->add_flag("--json", options->json, "One JSON object on a line");
    command->footer(
        "Exit status: 0 for whatever result, which is the answer; 2 could not ask, 78 wrong "
        "configuration.");
    command->callback([options, &run] { run = [options] { return tool::spf_command(*options); }; });
}

void add_explain(CLI::App& program, Run& run) {
    const auto options = std::make_shared<tool::ExplainOptions>();
    auto* const command =
        program.add_subcommand("explain", "Say what a finding or a check means, and the way out");
    auto* const word = command->add_option("tag", options->word, "A finding's tag, or a check");
    command->add_flag("--all", options->all, "Every finding")->excludes(word);
    command->add_flag("--json", options->json, "One JSON object each, a line each");
    command->callback(
        [options, &run] { run = [options] { return tool::explain_command(*options); }; });
}

/// A subcommand that asks the daemon, with the options that all of them have.
struct Asking {
    CLI::App* command;
    std::shared_ptr<tool::ControlOptions> options = std::make_shared<tool::ControlOptions>();

    Asking(CLI::App& program, const std::string& name, const std::string& help)
        : command{program.add_subcommand(name, help)} {
        command->add_option("--control", options->control, control_help);
        command->add_flag("--json", options->json, "JSON instead of text");
        command->footer(control_statuses);
    }
};

/// A subcommand that shows what the daemon has at a path.
void add_sheet(CLI::App& program, Run& run, const std::string& name, const std::string& help) {
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
    const Asking asking{program, "reload", "Have the configuration read again; says what is wrong"};
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
                        "Whether the daemon's own resolver, ports, name and clock are well"};
    asking.command->callback([options = asking.options, &run] {
        run = [options] {
            tool::Command command;
            command.target = "/doctor?notes=1";
            return tool::control_command(*options, command);
        };
    });
}

void add_backup(CLI::App& program, Run& run) {
    const Asking asking{program, "backup",
                        "Copy the daemon's state, whole and consistent, to a file"};
    const auto file = std::make_shared<std::string>();
    asking.command->add_option("file", *file, "Where to; an older one there is replaced")
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
        "restore", "Put a backup in the place of the state, while the daemon is stopped");
    command->add_option("file", options->file, "What \"mailwatchctl backup\" made")->required();
    command->add_option("--config", options->config,
                        std::string{config_help} + "; it names the state directory");
    command->add_flag("--json", options->json, "JSON instead of text");
    command->footer(
        "As root, or as the daemon's user. What stood there is kept beside it.\n"
        "Exit status: 0 done, 2 could not be done and nothing is changed, 75 a daemon uses the "
        "state: stop it first, 78 wrong configuration.");
    command->callback(
        [options, &run] { run = [options] { return tool::restore_command(*options); }; });
}

void add_events(CLI::App& program, Run& run) {
    const Asking asking{program, "events", "The history of confirmed changes; the newest 50"};
    const auto since = std::make_shared<std::string>(), target = std::make_shared<std::string>();
    const auto follow = std::make_shared<bool>(false);
    asking.command->add_option("--since", *since,
                               "All since a time (2026-11-22T08:00:00Z) or for so long (2h)");
    asking.command->add_option("--target", *target, "Those that concern this target");
    asking.command->add_flag("--follow", *follow, "Go on with each change as it comes");
    asking.command->callback([options = asking.options, since, target, follow, &run] {
        run = [=] { return tool::events_command(*options, *since, *target, *follow); };
    });
}

void add_show(CLI::App& program, Run& run, const std::string& name, const std::string& help) {
    const Asking asking{program, name, help};
    const auto target = std::make_shared<std::string>(), html = std::make_shared<std::string>();
    asking.command->add_option("target", *target, "A configured target")->required();
    if (name == "report")
        asking.command->add_option("--html", *html, "Write the report as a page to this file");
    asking.command->callback([options = asking.options, target, html, &run] {
        run = [=] { return tool::show_command(*options, *target, *html); };
    });
}

void add_on_target(CLI::App& program, Run& run, const std::string& name, const std::string& help) {
    const Asking asking{program, name, help};
    const auto target = std::make_shared<std::string>(), why = std::make_shared<std::string>();
    asking.command->add_option("target", *target, "A configured target")->required();
    if (name == "pause") asking.command->add_option("--why", *why, "A word to whoever asks later");
    asking.command->callback([options = asking.options, name, target, why, &run] {
        run = [=] { return tool::target_command(*options, name, *target, *why); };
    });
}

void add_acknowledge(CLI::App& program, Run& run) {
    const Asking asking{
        program, "acknowledge",
        "Take a finding of a target as it is: shown as acknowledged, judged as ever"};
    const auto words = std::make_shared<tool::AcknowledgeWords>();
    auto* const command = asking.command;
    command->add_option("target", words->target, "A configured target")->required();
    command->add_option("finding", words->finding, "The finding's tag, as show prints it")
        ->required();
    command->add_option("--subject", words->subject,
                        "There only, such as mx1.example.org[192.0.2.25]:110; default wherever");
    auto* const until = command->add_option("--until", words->until,
                                            "It lapses then (2026-12-24), or after so long (30d)");
    auto* const why = command->add_option("--why", words->why, "A word to whoever asks later");
    command->add_flag("--undo", words->undo, "No longer")->excludes(until)->excludes(why);
    command->callback([options = asking.options, words, &run] {
        run = [=] { return tool::acknowledge_command(*options, *words); };
    });
}

void add_dnsbls(CLI::App& program, Run& run) {
    const Asking asking{program, "dnsbl", "The block lists and whether they may be believed"};
    const auto own = std::make_shared<tool::DnsblOptions>();
    auto* const test = asking.command->add_flag(
        "--test", own->test, "Prove every list here and now, without a daemon, retired ones too");
    asking.command->add_option("--config", own->config, config_help)->needs(test);
    asking.command->add_option("--resolver", own->resolver, resolver_help)->needs(test);
    asking.command->footer(
        "Exit status: 0 done, or every list in use is proven; 1 some is not; 2 could not be done, "
        "78 wrong configuration.");
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
    add_sheet(program, run, "status", "What is due, running, unconfirmed, paused, and why");
    add_sheet(program, run, "targets", "All targets with their scores");
    add_show(program, run, "show", "The last audit of a target");
    add_show(program, run, "report", "The report of a target");
    add_events(program, run);
    add_dnsbls(program, run);
    add_sheet(program, run, "inventory", "Which mail services run where, with which software");
    add_on_target(program, run, "recheck", "Have a target audited now");
    add_on_target(program, run, "pause", "Leave a target alone until it is resumed");
    add_on_target(program, run, "resume", "End a pause");
    add_acknowledge(program, run);
    add_reload(program, run);
    add_backup(program, run);
    add_restore(program, run);
    add_doctor(program, run);
    add_spf(program, run);
    add_explain(program, run);
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App program{"Audits the mail security of domains and asks mailwatchd what it knows."};
    program.set_version_flag("--version", "mailwatchctl " + std::string{engine::version});
    program.require_subcommand(1);
    Run run;
    add_all(program, run);
    try {
        program.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return program.exit(error) == 0 ? 0 : control::exit_usage;
    }
    return run();
}
