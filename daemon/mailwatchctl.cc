// The operator's tool. This file only reads the command line.
#include "app/check_command.h"
#include "app/exit_codes.h"
#include "app/version.h"

#include <CLI/CLI.hpp>

int main(int argc, char** argv) {
    using namespace mailwatchd;
    CLI::App program{"Audits the mail security of domains and asks mailwatchd what it knows."};
    program.set_version_flag("--version", std::string{app::version_line});
    program.require_subcommand(1);

    app::CheckOptions check;
    auto* const command = program.add_subcommand("check", "Audit targets here and now");
    command->add_option("target", check.targets, "Domains, host names, IPv4 or IPv6 addresses")
        ->required();
    command->add_option("--config", check.config,
                        "Configuration file; default /etc/mailwatchd/mailwatchd.toml");
    command->add_option("--only", check.only, "Only these checks: CHECK,...")
        ->delimiter(',')
        ->allow_extra_args(false);
    command->add_option("--resolver", check.resolver, "DNS server to ask: ADDRESS[:PORT]");
    command->add_flag("--json", check.json, "One JSON object a target, a line each");
    command->add_flag("--strict", check.strict, "Exit 3 where a test gave no information");
    command->footer(
        "Exit status: 0 nothing failed, 1 something failed, 2 could not audit, 78 wrong "
        "configuration.");

    try {
        program.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return program.exit(error) == 0 ? 0 : app::exit_usage;
    }
    return app::check_command(check);
}
