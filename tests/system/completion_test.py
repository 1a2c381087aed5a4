#!/usr/bin/python3
"""Shell completions: all subcommands and options of the programs, and their arguments."""

import os
import re
import shutil
import unittest

from harness import BIN, CHECKS, DAEMON, DEAD_RESOLVER, PATIENCE, SOURCE, TOOL, SystemTest, configuration, run
from tool_help import options_of, subcommands

FOLDER = SOURCE / "packaging/completion"
TARGETS = {"one.example", "two.example", "2001:db8::25"}
END = "%%"  # end of the answer to one line

BASH = f"""
source /usr/share/bash-completion/bash_completion
source {FOLDER}/mailwatchctl.bash
source {FOLDER}/mailwatchd.bash
for COMP_LINE; do
    COMP_POINT=${{#COMP_LINE}} COMPREPLY=()
    read -ra COMP_WORDS <<<"$COMP_LINE"
    [[ $COMP_LINE != *' ' ]] || COMP_WORDS+=('')
    COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1))
    _${{COMP_WORDS[0]}} "${{COMP_WORDS[0]}}" "${{COMP_WORDS[-1]}}" "${{COMP_WORDS[-2]}}"
    printf '%s\\n' "${{COMPREPLY[@]}}" {END}
done
"""

FISH = f"""
source {FOLDER}/mailwatchctl.fish
source {FOLDER}/mailwatchd.fish
for line in $argv[2..]
    complete -C $line | string replace -r '\\t.*' ''
    echo {END}
end
"""

# Zsh completes only inside its line editor, so these functions replace its own and print their arguments.
ZSH = f"""
_arguments() {{ if [[ "$*" == *'->argument'* && -n $words[1] ]]; then state=argument; else print -rl -- "$@"; fi }}
_describe() {{ print -rl -- ${{(P)@[-1]}} }}
_wanted() {{ print -rl -- ${{(P)@[-1]}} }}
source {FOLDER}/_mailwatchctl >/dev/null
for line; do
    case $line in
        mailwatchd*) source {FOLDER}/_mailwatchd ;;
        mailwatchctl*) words=(${{${{=line}}[2,-2]}}); _mailwatchctl ;;
        *) ${{=line}} ;;
    esac
    print {END}
done
"""


class CompletionTest(SystemTest):
    def setUp(self):
        super().setUp()
        self.environment = {"PATH": f"{BIN}:{os.environ['PATH']}", "HOME": str(self.folder),
                            "MAILWATCHD_CONTROL": str(self.folder / "control.sock")}

    def watch(self):
        self.daemon(configuration("PORT", sorted(TARGETS), DEAD_RESOLVER)).ready()

    def ask(self, shell, script, *lines):
        """The completions of each line."""
        done = run(*shell, script, "completion_test", *lines, environment=self.environment, patience=4 * PATIENCE)  # Starts many programs.
        self.assertEqual(done.stderr, "")
        answers = done.stdout.split(END + "\n")[:-1]
        self.assertEqual(len(answers), len(lines))
        return dict(zip(lines, (set(answer.split("\n")) - {""} for answer in answers)))


def all_options():
    """{line: expected completions}."""
    lines = {f"mailwatchctl {name} --": options_of(TOOL, name) for name in subcommands()}
    return lines | {"mailwatchctl --": options_of(TOOL), "mailwatchd --": options_of(DAEMON)}


class Driven:
    """Tests for shells whose completion works in scripts."""

    def test_every_option_and_no_other(self):
        expected = all_options()
        self.assertEqual(self.complete(*expected), expected)

    def test_every_subcommand(self):
        self.assertEqual(self.complete("mailwatchctl "), {"mailwatchctl ": set(subcommands())})

    def test_targets_of_a_daemon(self):
        self.watch()
        commands = ("check", "check one.example", "show", "report", "pause", "resume", "recheck", "acknowledge", "spf",
                    "events --target")
        for line, found in self.complete(*(f"mailwatchctl {command} " for command in commands)).items():
            self.assertEqual(found, TARGETS, line)

    def test_no_targets_without_a_daemon(self):
        self.assertEqual(self.complete("mailwatchctl show ", "mailwatchctl status "),
                         {"mailwatchctl show ": set(), "mailwatchctl status ": set()})

    def test_words(self):
        expected = {"check --only ": set(CHECKS), "check --only pop3,ima": {"pop3,imap"}, "explain reverse_": {"reverse_dns"},
                    "explain POP3_CL": {"POP3_CLEARTEXT_LOGIN"}, "spf --ip ": set(),
                    "acknowledge one.example POP3_CL": {"POP3_CLEARTEXT_LOGIN"}}
        lines = {f"mailwatchctl {line}": words for line, words in expected.items()}
        self.assertEqual(self.complete(*lines), lines)

    def test_files(self):
        (self.folder / "etc").mkdir()
        commands = ("mailwatchctl backup", "mailwatchctl restore", "mailwatchctl check --html", "mailwatchctl dnsbl --config",
                    "mailwatchd --config")
        for line, found in self.complete(*(f"{command} {self.folder}/e" for command in commands)).items():
            self.assertEqual({file.rstrip("/") for file in found}, {f"{self.folder}/etc"}, line)


@unittest.skipUnless(os.path.exists("/usr/share/bash-completion/bash_completion"), "no bash-completion: ./dev setup")
class Bash(Driven, CompletionTest):
    def complete(self, *lines):
        return self.ask(("bash", "--norc", "-c"), BASH, *lines)


@unittest.skipUnless(shutil.which("fish"), "no fish: ./dev setup")
class Fish(Driven, CompletionTest):
    def complete(self, *lines):
        return self.ask(("fish", "--no-config", "-c"), FISH, *lines)


@unittest.skipUnless(shutil.which("zsh"), "no zsh: ./dev setup")
class Zsh(CompletionTest):
    def complete(self, *lines):
        return self.ask(("zsh", "-f", "-c"), ZSH, *lines)

    def test_every_option_and_no_other(self):
        expected = all_options()
        found = {line: {option for spec in specs for option in re.findall(r"^(?:\([^)]*\))?(--[a-z-]+)", spec)}
                 for line, specs in self.complete(*expected).items()}
        self.assertEqual(found, expected)

    def test_every_subcommand(self):
        (found,) = self.complete("_mailwatchctl_commands").values()
        self.assertEqual({line.partition(":")[0] for line in found}, set(subcommands()))

    def test_words(self):
        self.assertEqual(self.complete("_mailwatchctl_targets"), {"_mailwatchctl_targets": set()})
        self.watch()
        targets, checks, tags = self.complete("_mailwatchctl_targets", "_mailwatchctl_findings check",
                                              "_mailwatchctl_findings tag").values()
        self.assertEqual((targets, checks), (TARGETS, set(CHECKS)))
        self.assertIn("POP3_CLEARTEXT_LOGIN", tags)


if __name__ == "__main__":
    unittest.main()
