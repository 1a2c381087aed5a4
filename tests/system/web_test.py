#!/usr/bin/python3
"""[web]: TLS, client certificates and passwords, tested with curl, openssl and Prometheus."""

import json
import re
import signal
import socket
import subprocess
import urllib.parse
import urllib.request
import unittest

from harness import DAEMON, Daemon, SystemTest, configuration, free_port, run, wait

# Hashes of "secret" and "changed", made by `htpasswd -nBC 5`.
HASH = "$2y$05$fWLKHz5l1Rkp9IiFaeBiy.hL4.fvL7tuf.0KZ0McbHq8aqbHeGGUS"
CHANGED = "$2y$05$EC752y/rpZyFs6VanbHOoeCJRApwbCE05FMlPfHUtUDSBBL8/KQrK"
ALICE = ("-u", "alice:secret")
EXIT_CONFIG = 78


class Certificates:
    """A CA and certificates signed by it, as files in a folder."""

    def __init__(self, folder):
        self._folder = folder
        self.authority = self._folder / "ca.pem"
        self._openssl("req", "-x509", *self._new_key("ca"), "-out", self.authority, "-subj", "/CN=authority")
        self.issue("server", "IP:127.0.0.1")
        self.issue("client", "DNS:prometheus.example.net")

    def issue(self, name, alternative):
        """Writes NAME.pem and NAME.key."""
        self._openssl("req", "-x509", *self._new_key(name), "-out", self._folder / f"{name}.pem",
                      "-CA", self.authority, "-CAkey", self._folder / "ca.key", "-subj", f"/CN={name}",
                      "-addext", f"subjectAltName={alternative}", "-addext", "basicConstraints=critical,CA:FALSE")

    def files(self, name):
        return str(self._folder / f"{name}.pem"), str(self._folder / f"{name}.key")

    def _new_key(self, name):
        return ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout",
                self._folder / f"{name}.key"]

    def _openssl(self, *arguments):
        done = run("openssl", *map(str, arguments))
        assert done.returncode == 0, done.stderr


def web(tls="", users=""):
    tables = f"""[web.tls_server_config]
cert_file = "server.pem"
key_file = "server.key"
{tls}
"""
    if users:
        tables += f'[web.basic_auth_users]\nalice = "{users}"\n'
    return tables


VERIFIED = 'client_auth_type = "RequireAndVerifyClientCert"\nclient_ca_file = "ca.pem"'


class WebTest(SystemTest):
    def setUp(self):
        super().setUp()
        self.certificates = Certificates(self.folder)

    def serve(self, tables):
        return self.daemon(configuration("PORT", tables=tables)).ready()

    def curl(self, daemon, path, *arguments, scheme="https"):
        """(status, error message of curl, body); status 0 without an answer."""
        url = f"{scheme}://127.0.0.1:{daemon.port}{path}"
        done = run("curl", "-sS", "--path-as-is", "--cacert", str(self.certificates.authority),
                   "-w", "\n%{http_code}", *arguments, url)
        body, _, status = done.stdout.rpartition("\n")
        return int(status), done.stderr, body

    def reload(self, daemon, tables):
        before = daemon.log().count("configuration reloaded")
        daemon.write(configuration("PORT", tables=tables))
        daemon.send(signal.SIGHUP)
        daemon.wait_log("configuration reloaded", before + 1)


class Curl(WebTest):
    def test_a_password_over_tls(self):
        daemon = self.serve(web(users=HASH))
        for path in ("/metrics", "/-/healthy", "/-/ready", "/", "/api/v1/targets", "/nothing"):
            for who in ((), ("-u", "alice:wrong"), ("-u", "mallory:secret"), ("-H", "Authorization: Basic !")):
                self.assertEqual(self.curl(daemon, path, *who)[::2], (401, "401 Unauthorized\n"), f"{path} {who}")
            self.assertEqual(self.curl(daemon, path, *ALICE)[0], 404 if path == "/nothing" else 200, path)
        _, _, head = self.curl(daemon, "/metrics", "-I")
        self.assertIn('WWW-Authenticate: Basic realm="mailwatchd"', head)
        _, _, page = self.curl(daemon, "/metrics", *ALICE, "--compressed")
        self.assertRegex(page, r'mailwatchd_http_requests_total\{code="401"\} 25\n')
        self.assertNotIn(HASH, daemon.log())

    def test_the_control_socket_asks_nobody(self):
        daemon = self.serve(web(VERIFIED, HASH))
        self.assertEqual(daemon.ask("status").returncode, 0)

    def test_plain_http_and_strangers(self):
        daemon = self.serve(web())
        self.assertEqual(self.curl(daemon, "/metrics", scheme="http")[::2],
                         (400, "This is an HTTPS server, and the request was plain HTTP.\n"))
        self.assertEqual(self.curl(daemon, "/-/ready")[0], 200)
        done = run("openssl", "s_client", "-brief", "-connect", f"127.0.0.1:{daemon.port}", "-tls1_1",
                   "-cipher", "DEFAULT:@SECLEVEL=0", input="")
        self.assertNotEqual(done.returncode, 0)
        done = run("openssl", "s_client", "-brief", "-connect", f"127.0.0.1:{daemon.port}", "-CAfile",
                   str(self.certificates.authority), "-verify_return_error", "-verify_ip", "127.0.0.1", input="")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("Verification: OK", done.stderr)

    def test_a_certificate_of_the_client(self):
        daemon = self.serve(web(VERIFIED + '\nclient_allowed_sans = ["prometheus.example.net"]'))
        status, why, _ = self.curl(daemon, "/-/ready")
        self.assertEqual(status, 0)
        self.assertRegex(why, "certificate required")
        self.certificates.issue("other", "DNS:other.example.net")
        for name, expected in (("client", 200), ("other", 0)):
            certificate, key = self.certificates.files(name)
            self.assertEqual(self.curl(daemon, "/-/ready", "--cert", certificate, "--key", key)[0], expected, name)
        done = run("openssl", "s_client", "-brief", "-connect", f"127.0.0.1:{daemon.port}", "-tls1_2", input="")
        self.assertNotEqual(done.returncode, 0)


class Changes(WebTest):
    def shown(self, daemon):
        """The name in the certificate that a new client gets."""
        done = run("openssl", "s_client", "-connect", f"127.0.0.1:{daemon.port}", input="")
        return re.search(r"^subject=CN = (\S+)$", done.stdout, re.MULTILINE)[1]

    def test_a_reload_takes_users_and_certificates(self):
        daemon = self.serve(web(users=HASH))
        self.assertEqual(self.curl(daemon, "/-/ready", *ALICE)[0], 200)
        self.reload(daemon, web(users=CHANGED))
        self.assertEqual(self.curl(daemon, "/-/ready", *ALICE)[0], 401)
        self.assertEqual(self.curl(daemon, "/-/ready", "-u", "alice:changed")[0], 200)
        self.certificates.issue("new", "IP:127.0.0.1")
        self.reload(daemon, web(users=HASH).replace("server.", "new."))
        self.assertEqual((self.shown(daemon), self.curl(daemon, "/-/ready", *ALICE)[0]), ("new", 200))

    def test_a_broken_file_keeps_the_old_one(self):
        daemon = self.serve(web(users=HASH))
        daemon.write(configuration("PORT", tables=web(users=HASH).replace("server.key", "client.key")))
        done = daemon.ask("reload")
        self.assertEqual(done.returncode, EXIT_CONFIG)
        self.assertRegex(done.stderr, r":7:12: web.tls_server_config.key_file: \S+: does not match the certificate")
        self.assertEqual((self.shown(daemon), self.curl(daemon, "/-/ready")[0]), ("server", 401))

    def test_renewed_files_are_noticed_without_a_reload(self):
        daemon = self.serve(web())
        self.assertEqual(self.shown(daemon), "server")
        self.certificates.issue("renewed", "IP:127.0.0.1")
        for new, old in zip(self.certificates.files("renewed"), self.certificates.files("server")):
            self.folder.joinpath(new).replace(old)
        wait(lambda: self.shown(daemon) == "renewed", "the renewed certificate")
        self.assertEqual(daemon.log().count("renewed certificate files"), 1)

    def test_what_is_reached_stays_protected_when_only_the_file_says_otherwise(self):
        outside = configuration("PORT", listen=["0.0.0.0:PORT"], tables=web(users=HASH))
        daemon = self.daemon(outside).ready()
        for _ in range(2):
            self.reload(daemon, "")
            self.assertEqual(self.curl(daemon, "/-/ready")[0], 401)
        self.assertIn("daemon.listen, web: changes take effect after a restart", daemon.log())


class Mistakes(WebTest):
    def test_they_are_found_before_anything_starts(self):
        file = self.file(configuration(1, tables=web().replace("server.pem", "none.pem")))
        for command in ((DAEMON, "--check-config", "--config", str(file)), (DAEMON, "--config", str(file))):
            done = run(*command)
            self.assertEqual(done.returncode, EXIT_CONFIG)
            self.assertRegex(done.stderr, r"^\S+:6:13: web.tls_server_config.cert_file: \S+none.pem: No such file")

    def test_f6_a_password_in_the_clear_is_never_repeated(self):
        file = self.file(configuration(1, tables=web(users="hunter2")))
        done = run(DAEMON, "--check-config", "--config", str(file))
        self.assertEqual(done.returncode, EXIT_CONFIG)
        self.assertIn("htpasswd", done.stderr)
        self.assertNotIn("hunter2", done.stderr)


class Flood(WebTest):
    def test_guessing_keeps_nobody_from_his_scrape(self):
        daemon = self.serve(f'[web.basic_auth_users]\nalice = "{HASH}"\n')
        self.assertEqual(self.curl(daemon, "/metrics", *ALICE, scheme="http")[0], 200)
        guess = b"GET /metrics HTTP/1.1\r\nHost: x\r\nAuthorization: Basic YWxpY2U6eA==\r\n\r\n"
        guessers = [socket.create_connection(("127.0.0.1", daemon.port)) for _ in range(20)]
        for guesser in guessers:
            self.addCleanup(guesser.close)
            guesser.sendall(guess * 50)
        for _ in range(5):
            self.assertEqual(self.curl(daemon, "/metrics", *ALICE, "-m", "2", scheme="http")[0], 200)


class RealPrometheus(WebTest):
    """A real Prometheus scrapes the daemon; its API shows the results."""

    def second(self, tables):
        """A second daemon in a subfolder; the files in its configuration are in the parent folder."""
        folder = self.folder / "second"
        folder.mkdir()
        tables = re.sub(r'_file = "', '_file = "../', tables)
        daemon = Daemon(folder, configuration("PORT", tables=tables)).start()
        self.addCleanup(daemon.close)
        return daemon.ready()

    def prometheus(self, jobs):
        port = free_port()
        file = self.folder / "prometheus.yml"
        file.write_text(json.dumps({"global": {"scrape_interval": "1s", "scrape_timeout": "1s"},
                                    "scrape_configs": jobs}))
        log = open(self.folder / "prometheus.log", "w", encoding="utf-8")
        self.addCleanup(log.close)
        process = subprocess.Popen(["prometheus", f"--config.file={file}", f"--web.listen-address=127.0.0.1:{port}",
                                    f"--storage.tsdb.path={self.folder / 'tsdb'}"], stdout=log, stderr=log)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        return f"http://127.0.0.1:{port}/api/v1/query?query="

    @staticmethod
    def ask(api, query):
        """{job: value}; empty while Prometheus does not answer."""
        try:
            with urllib.request.urlopen(api + urllib.parse.quote(query), timeout=5) as answer:
                result = json.load(answer)["data"]["result"]
        except OSError:
            return {}
        return {each["metric"]["job"]: float(each["value"][1]) for each in result}

    def job(self, name, daemon, client=None, password=None):
        tls = {"ca_file": str(self.certificates.authority)}
        if client:
            tls["cert_file"], tls["key_file"] = self.certificates.files(client)
        job = {"job_name": name, "scheme": "https", "tls_config": tls,
               "static_configs": [{"targets": [f"127.0.0.1:{daemon.port}"]}]}
        if password:
            job["basic_auth"] = {"username": "alice", "password": password}
        return job

    def test_it_scrapes_with_a_password_and_with_a_certificate(self):
        asks, verifies = self.serve(web(users=HASH)), self.second(web(VERIFIED + '\nmin_version = "TLS13"'))
        api = self.prometheus([self.job("password", asks, password="secret"),
                               self.job("wrong", asks, password="guess"),
                               self.job("certificate", verifies, client="client"),
                               self.job("stranger", verifies)])
        expected = {"password": 1, "wrong": 0, "certificate": 1, "stranger": 0}
        wait(lambda: self.ask(api, "up") == expected, f"up = {expected}, not {self.ask(api, 'up')}")
        series = self.ask(api, "mailwatchd_targets")
        self.assertEqual(series, {"password": 0, "certificate": 0})


if __name__ == "__main__":
    unittest.main()
