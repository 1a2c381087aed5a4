"""Options and subcommands from --help, to compare with the manual and the completions."""

import re

from harness import TOOL, run


def options_of(program, *command):
    """The long options in --help."""
    lines = run(program, *command, "--help").stdout.splitlines()
    return {option for line in lines for option in re.findall(r"^  (?:-\w,)?(--[a-z-]+)", line)}


def subcommands():
    listed = run(TOOL, "--help").stdout.partition("\nSubcommands:\n")[2]
    return re.findall(r"^  ([a-z-]+) ", listed, re.MULTILINE)
