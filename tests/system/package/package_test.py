#!/usr/bin/python3
"""The built package on a booted Debian with real servers, from `apt install` to purge.

One machine, one story: each test goes on where the one before it ended.
"""

import json
import re
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import world
from harness import SOURCE, Page, wait
from package import built_package, machine_with

MAIN = "/etc/mailwatchd/mailwatchd.toml"
TARGET = "/etc/mailwatchd/domains.d/example.toml"

# Short intervals, so that changes are confirmed quickly.
SETTINGS = f"""
[daemon]
log_level = "debug"
[probe]
source_address = "{world.PROBER}"
gap = "0s"
port_gap = "0s"
session_interval = "0s"
[schedule]
confirm_ports = ["1s", "1s"]
"""

PORT_OPENED = "8475dc17477a40319dbf6bd419dda4e8"


class Package(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.package = built_package()
        cls.machine = machine_with(cls.package, cls.addClassCleanup)

    def page(self):
        return Page(self.machine.says("curl", "-fsS", "http://127.0.0.1:10325/metrics"))

    def journal(self, *what):
        """Journal entries."""
        lines = self.machine.says("journalctl", "--no-pager", "-o", "json", *what)
        return [json.loads(line) for line in lines.splitlines()]

    def is_active(self):
        return self.machine.run("systemctl", "is-active", "mailwatchd", check=False).stdout == "active\n"

    def append(self, path, text):
        with open(self.machine.root / path.lstrip("/"), "a", encoding="utf-8") as file:
            file.write(text)

    def property(self, name):
        return self.machine.says("systemctl", "show", "--value", "-p", name, "mailwatchd").strip()

    def install(self, file):
        return self.machine.shell(f"DEBIAN_FRONTEND=noninteractive apt-get install -y /root/{file}").stdout

    def events(self):
        lines = self.machine.says("mailwatchctl", "events", "--json", "--since", "1h").splitlines()
        return [json.loads(line) for line in lines]

    def test_1_installed_it_runs_and_watches_nothing(self):
        self.install(self.package.name)
        self.assertTrue(self.is_active())
        self.assertEqual(self.page().value("mailwatchd_targets"), 0)
        self.assertEqual(self.journal("-u", "mailwatchd", "-p", "warning"), [])
        verified = self.machine.run("systemd-analyze", "verify", "--man=no", "mailwatchd.service")
        self.assertEqual(verified.stdout + verified.stderr, "")
        self.assertEqual(self.machine.says("stat", "-c", "%U:%G %a", "/var/lib/mailwatchd/mailwatchd.db",
                                           "/run/mailwatchd/control.sock").split("\n")[:2],
                         ["mailwatchd:mailwatchd 600", "mailwatchd:mailwatchd 660"])
        status = self.machine.says("cat", f"/proc/{self.property('MainPID')}/status")
        self.assertRegex(status, r"CapEff:\s+0{16}\n")
        self.assertRegex(status, r"NoNewPrivs:\s+1\n")
        self.assertRegex(status, r"Seccomp:\s+2\n")
        self.machine.write("/root/smoke", (SOURCE / "packaging/deb/tests/smoke").read_text())
        self.machine.run("sh", "/root/smoke")  # As autopkgtest does.

    def test_2_a_target_file_and_a_reload_bring_gauges_of_real_servers(self):
        self.append(MAIN, SETTINGS)
        self.machine.write(TARGET, '[[target]]\nname = "example.org"\n')
        self.machine.run("systemctl", "restart", "mailwatchd")
        self.machine.run("systemctl", "reload", "mailwatchd")
        wait(lambda: self.page().value("mailwatchd_target_score_ratio", target="example.org"), "the first audit")
        page = self.page()
        for check in ("mx_connection", "reverse_dns", "spf_record", "imap", "pop3"):
            self.assertIsNotNone(page.value("mailwatchd_check_last_run_timestamp_seconds",
                                            target="example.org", check=check), check)
        self.assertEqual(page.value("mailwatchd_check_success", target="example.org", check="mx_connection"), 1)
        self.assertEqual(page.value("mailwatchd_check_success", target="example.org", check="spf_record"), 1)
        self.assertEqual(page.value("mailwatchd_reverse_dns_valid", address=world.ADDRESS), 1)
        for port, is_open in ((25, 1), (143, 1), (110, 0)):
            self.assertEqual(page.value("mailwatchd_port_open", address=world.ADDRESS, port=str(port)), is_open, port)
        self.assertEqual(self.journal(f"MESSAGE_ID={PORT_OPENED}"), [])

    def test_3_a_port_that_opens_is_one_entry_of_the_journal(self):
        world.serve_pop3(self.machine)
        self.machine.run("mailwatchctl", "recheck", "example.org")
        entries = wait(lambda: self.journal(f"MESSAGE_ID={PORT_OPENED}", "MAILWATCHD_PORT=110"), "the entry")
        self.assertEqual(len(entries), 1)
        entry = entries[0]
        fields = {name: entry[f"MAILWATCHD_{name}"] for name in
                  ("TARGET", "HOST", "ADDRESS", "PORT", "READING", "OLD", "NEW")}
        self.assertEqual(fields, {"TARGET": "example.org", "HOST": "mx.example.org", "ADDRESS": world.ADDRESS,
                                  "PORT": "110", "READING": "port", "OLD": "closed", "NEW": "open"})
        self.assertEqual((entry["PRIORITY"], entry["_SYSTEMD_UNIT"]), ("4", "mailwatchd.service"))
        self.assertRegex(entry["MESSAGE"], rf"^example\.org: port 110 .* \[{world.ADDRESS}\] is now open \(was closed\)")
        self.assertIn(entry["MAILWATCHD_EVENT_ID"], [event["id"] for event in self.events()])
        self.assertEqual(self.page().value("mailwatchd_port_open", address=world.ADDRESS, port="110"), 1)
        of_target = self.journal("MAILWATCHD_TARGET=example.org")
        self.assertIn(entry["MESSAGE"], [each["MESSAGE"] for each in of_target])
        explained = self.machine.says("journalctl", "--no-pager", "-x", f"MESSAGE_ID={PORT_OPENED}")
        self.assertIn("Subject: A mail port opened on mx.example.org", explained)
        self.assertIn(f"Port 110 of mx.example.org ({world.ADDRESS}) is open:", explained)

    def test_3_b_who_is_in_the_group_may_ask_and_command(self):
        self.machine.run("useradd", "alice")
        done = self.machine.run("runuser", "-u", "alice", "--", "mailwatchctl", "status", check=False)
        self.assertEqual(done.returncode, 2)
        self.assertIn("alice is not in the group mailwatchd", done.stderr)
        self.machine.run("usermod", "-aG", "mailwatchd", "alice")
        self.assertIn("example.org", self.machine.says("runuser", "-u", "alice", "--", "mailwatchctl", "targets"))
        audit = json.loads(self.machine.says("mailwatchctl", "show", "--json", "example.org"))
        tag = next(finding["tag"] for check in audit["checks"] for finding in check["findings"])
        said = self.machine.says("runuser", "-u", "alice", "--", "mailwatchctl", "acknowledge", "example.org", tag)
        self.assertIn("by a member of the group mailwatchd", said)  # The unit's user namespace has no alice.

    def test_4_a_wrong_configuration_is_refused_with_its_line(self):
        good = (self.machine.root / TARGET.lstrip("/")).read_text()
        self.append(TARGET, 'intervall = "1d"\n')
        done = self.machine.run("systemctl", "reload", "mailwatchd", check=False)
        self.assertNotEqual(done.returncode, 0)
        self.assertTrue(self.is_active())
        messages = [entry["MESSAGE"] for entry in self.journal("-u", "mailwatchd")]
        self.assertTrue([line for line in messages if re.match(rf"{TARGET}:3:1: .*intervall.*interval", line)], messages)
        wait(lambda: self.page().value("mailwatchd_config_last_reload_successful") == 0, "the gauge")
        self.assertEqual(self.page().value("mailwatchd_targets"), 1)
        done = self.machine.run("mailwatchctl", "reload", check=False)
        self.assertEqual(done.returncode, 78)
        self.assertIn(f"{TARGET}:3:1: ", done.stdout + done.stderr)
        self.machine.write(TARGET, good)
        self.machine.run("systemctl", "reload", "mailwatchd")
        wait(lambda: self.page().value("mailwatchd_config_last_reload_successful") == 1, "the gauge")

    def test_5_a_hung_daemon_is_started_again_and_nothing_is_lost(self):
        self.machine.write("/etc/systemd/system/mailwatchd.service.d/watchdog.conf",
                           "[Service]\nWatchdogSec=3\nRestartSec=100ms\n")
        self.machine.run("systemctl", "daemon-reload")
        self.machine.run("systemctl", "restart", "mailwatchd")
        before, hung = self.known(), self.property("MainPID")
        self.machine.run("kill", "-STOP", hung)
        wait(lambda: self.property("NRestarts") == "1" and self.is_active(), "the watchdog's restart")
        self.assertTrue([entry for entry in self.journal("-u", "mailwatchd") if "Watchdog timeout" in entry["MESSAGE"]])
        self.assertNotEqual(self.property("MainPID"), hung)
        self.assertEqual(self.known(), before)
        self.machine.run("rm", "-r", "/etc/systemd/system/mailwatchd.service.d")
        self.machine.run("systemctl", "daemon-reload")

    def known(self):
        """Current values and delivered changes, without times."""
        page = wait(lambda: self.page().text, "the page")
        gauges = [line for line in page.splitlines()
                  if re.match(r"mailwatchd_(target|check_success|port|starttls|plaintext|reverse|dnsbl_l|mx|tls)", line)]
        return gauges, self.events()

    def test_5_b_the_key_of_a_list_is_a_credential_that_root_alone_can_read(self):
        self.append(MAIN, '[[dnsbl]]\nname = "bl.example.org"\nkey = "bl-key"\n')
        self.machine.run("systemctl", "reload", "mailwatchd")
        self.machine.run("mailwatchctl", "recheck", "example.org")
        wait(lambda: self.state_of("bl.example.org") == "no_credential", "a list without its key")
        self.machine.write("/etc/mailwatchd/credentials/bl-key", "0451\n")
        self.machine.run("chmod", "-R", "go=", "/etc/mailwatchd/credentials")
        self.machine.write("/etc/systemd/system/mailwatchd.service.d/keys.conf",
                           "[Service]\nLoadCredential=bl-key:/etc/mailwatchd/credentials/bl-key\n")
        self.machine.run("systemctl", "daemon-reload")
        self.machine.run("systemctl", "restart", "mailwatchd")
        self.machine.run("mailwatchctl", "recheck", "example.org")
        # The list was queried with the key; it does not exist.
        wait(lambda: self.state_of("bl.example.org") not in ("no_credential", None), "a list with its key")
        self.machine.run("rm", "-r", "/etc/systemd/system/mailwatchd.service.d")
        self.machine.run("systemctl", "daemon-reload")

    def test_5_c_the_certificates_key_is_one_too_at_the_start_and_at_a_reload(self):
        before = (self.machine.root / MAIN.lstrip("/")).read_text()
        keys = "/etc/mailwatchd/credentials"
        self.machine.shell("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=localhost "
                           f"-addext subjectAltName=DNS:localhost -keyout {keys}/tls.key -out {keys}/tls.crt")
        self.machine.write("/etc/systemd/system/mailwatchd.service.d/keys.conf",
                           f"[Service]\nLoadCredential=tls.key:{keys}/tls.key\nLoadCredential=tls.crt:{keys}/tls.crt\n")
        self.append(MAIN, '[web.tls_server_config]\n'
                          'cert_file = "/run/credentials/mailwatchd.service/tls.crt"\n'
                          'key_file = "/run/credentials/mailwatchd.service/tls.key"\n')
        self.machine.run("systemctl", "daemon-reload")
        self.machine.run("systemctl", "restart", "mailwatchd")
        ask = ("curl", "-fsS", "--cacert", f"{keys}/tls.crt", "https://localhost:10325/-/ready")
        wait(lambda: self.machine.run(*ask, check=False).returncode == 0, "TLS")
        self.machine.run("systemctl", "reload", "mailwatchd")
        self.assertEqual(self.machine.run(*ask, check=False).returncode, 0)
        self.machine.write(MAIN, before)
        self.machine.run("rm", "-r", "/etc/systemd/system/mailwatchd.service.d")
        self.machine.run("systemctl", "daemon-reload")
        self.machine.run("systemctl", "restart", "mailwatchd")

    def state_of(self, dnsbl):
        dnsbls = json.loads(self.machine.says("mailwatchctl", "dnsbl", "--json"))["dnsbls"]
        return next((each["state"] for each in dnsbls if each["dnsbl"] == dnsbl), None)

    def test_6_an_upgrade_keeps_state_and_asks_nothing(self):
        before, configuration = self.known(), (self.machine.root / MAIN.lstrip("/")).read_text()
        self.repack("later")
        was = self.property("MainPID")
        said = self.install("later.deb")
        self.assertNotIn("onfiguration file", said)
        self.assertTrue(self.is_active())
        self.assertNotEqual(self.property("MainPID"), was)
        self.assertEqual(self.known(), before)
        self.assertEqual((self.machine.root / MAIN.lstrip("/")).read_text(), configuration)

    def repack(self, suffix):
        """The same package as a later release with more block lists."""
        folder = self.machine.root / "root/later"
        self.machine.shell(f"dpkg-deb -R /root/{self.package.name} /root/later")
        control = folder / "DEBIAN/control"
        control.write_text(re.sub(r"(?m)^Version: .*$", rf"\g<0>+{suffix}", control.read_text()))
        with open(folder / "usr/share/mailwatchd/dnsbl.toml", "a", encoding="utf-8") as catalogue:
            catalogue.write("# One line more.\n")
        self.machine.shell("dpkg-deb -b /root/later /root/later.deb")

    def test_7_removal_keeps_the_configuration_and_purge_leaves_nothing(self):
        self.machine.shell("apt-get remove -y mailwatchd")
        self.assertFalse(self.is_active())
        for kept in (MAIN, TARGET, "/var/lib/mailwatchd/mailwatchd.db"):
            self.assertTrue((self.machine.root / kept.lstrip("/")).exists(), kept)
        self.assertEqual(self.machine.run("curl", "-s", "http://127.0.0.1:10325/metrics", check=False).returncode, 7)
        self.machine.shell("apt-get purge -y mailwatchd")
        left = self.machine.says(
            "find", "/", "-xdev", "-name", "*mailwatchd*", "-not", "-path", "/root/*", "-not", "-path", "/proc/*")
        self.assertEqual(left, "")
        self.assertEqual(self.machine.says("journalctl", "--list-catalog").count("mailwatchd"), 0)


if __name__ == "__main__":
    unittest.main(failfast=True)
