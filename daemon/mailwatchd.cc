// SPDX-License-Identifier: Apache-2.0
// The daemon. This file only parses the command line.
#include "app/daemon.h"
#include "base/escape.h"
#include "control/exit_codes.h"
#include "engine/version.h"

#include <CLI/CLI.hpp>

#include <iostream>

// An exception that reaches this is a bug: aborting keeps its stack for the core dump.
// NOLINTNEXTLINE(bugprone-exception-escape)
int main(int argc, char** argv) {
    using namespace mailwatchd;
    CLI::App program{"Monitor the mail security of the configured domains.", "mailwatchd"};
    program.set_version_flag("--version", std::string{engine::version_line});
    app::DaemonOptions options;
    bool check_only = false;
    program.add_option("--config", options.config, "Configuration file")->capture_default_str();
    program.add_flag("--check-config", check_only,
                     "Check the configuration and exit with 0 if it is valid, else with 78");
    program.add_flag("--once", options.once, "Exit after the first audit of every target");
    program.add_flag("--print", options.print,
                     "Print the first audit of each target to standard output");
    try {
        program.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        if (error.get_exit_code() == 0) return program.exit(error);  // --help, --version
        std::cerr << "mailwatchd: " << base::escape(error.what(), 500)
                  << "; see \"mailwatchd --help\"\n";
        return control::exit_usage;
    }
    return check_only ? app::check_config(options.config) : app::run_daemon(options);
}
