// The operator's tool. This file only reads the command line: a function a subcommand.
#include "app/check_command.h"
#include "app/exit_codes.h"
#include "app/spf_command.h"
#include "app/version.h"

#include <CLI/CLI.hpp>

#include <functional>
#include <memory>

namespace {

using namespace mailwatchd;

/// What the chosen subcommand does; its exit status.
using Run = std::function<int()>;

constexpr const char* config_help = "Configuration file; default /etc/mailwatchd/mailwatchd.toml";
constexpr const char* resolver_help = "DNS server to ask: ADDRESS[:PORT]";

void add_check(CLI::App& program, Run& run) {
    const auto options = std::make_shared<app::CheckOptions>();
    auto* const command = program.add_subcommand("check", "Audit targets here and now");
    command->add_option("target", options->targets, "Domains, host names, IPv4 or IPv6 addresses")
        ->required();
    command->add_option("--config", options->config, config_help);
    command->add_option("--only", options->only, "Only these checks: CHECK,...")
        ->delimiter(',')
        ->allow_extra_args(false);
    command->add_option("--resolver", options->resolver, resolver_help);
    command->add_flag("--active", options->active,
                      "Also say MAIL and RCPT to hosts that are yours (never a message)");
    command->add_flag("--json", options->json, "One JSON object a target, a line each");
    command->add_flag("--strict", options->strict, "Exit 3 where a test gave no information");
    command->footer(
        "Exit status: 0 nothing failed, 1 something failed, 2 could not audit, 78 wrong "
        "configuration.");
    command->callback(
        [options, &run] { run = [options] { return app::check_command(*options); }; });
}

void add_spf(CLI::App& program, Run& run) {
    const auto options = std::make_shared<app::SpfOptions>();
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
    command->callback([options, &run] { run = [options] { return app::spf_command(*options); }; });
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App program{"Audits the mail security of domains and asks mailwatchd what it knows."};
    program.set_version_flag("--version", std::string{app::version_line});
    program.require_subcommand(1);
    Run run;
    add_check(program, run);
    add_spf(program, run);
    try {
        program.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return program.exit(error) == 0 ? 0 : app::exit_usage;
    }
    return run();
}
