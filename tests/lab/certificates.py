"""The lab's certificate authority, and a certificate for each server."""

from datetime import datetime, timedelta, timezone
from pathlib import Path

from process import run

CA_CONF = """[ca]
default_ca = lab
[lab]
database = {folder}/index.txt
new_certs_dir = {folder}
rand_serial = yes
unique_subject = no
default_md = sha256
policy = any
copy_extensions = copy
[any]
commonName = supplied
"""


class Authority:
    """Issues with `openssl ca`, because only it can date a certificate into the past."""

    def __init__(self, state):
        self._folder = Path(state) / "ca"
        self.certificate = self._folder / "ca.pem"

    def create(self):
        self._folder.mkdir(parents=True, exist_ok=True)
        (self._folder / "index.txt").write_text("")
        (self._folder / "ca.conf").write_text(CA_CONF.format(folder=self._folder))
        run("openssl", "req", "-x509", *_new_key(self._folder / "ca.key"), "-out", self.certificate,
            "-subj", "/CN=Mail lab authority", "-days", "3650",
            "-addext", "basicConstraints=critical,CA:TRUE", "-addext", "keyUsage=critical,keyCertSign")

    def issue(self, folder, names, days):
        """Writes key.pem and cert.pem into `folder`: for `names`, valid until `days` from now."""
        request = self._sign_request(folder, names)
        self._issue(request, folder, days, "-cert", self.certificate, "-keyfile", self._folder / "ca.key")

    def issue_own(self, folder, names, days):
        """The kind that careless servers have: self-signed."""
        request = self._sign_request(folder, names)
        self._issue(request, folder, days, "-selfsign", "-keyfile", Path(folder) / "key.pem")

    def _sign_request(self, folder, names):
        folder = Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        request = folder / "request.pem"
        alternatives = ",".join(f"DNS:{name}" for name in names)
        run("openssl", "req", *_new_key(folder / "key.pem"), "-out", request, "-subj", f"/CN={names[0]}",
            "-addext", f"subjectAltName={alternatives}", "-new")
        return request

    def _issue(self, request, folder, days, *signer):
        now = datetime.now(timezone.utc)
        begin = min(now, now + timedelta(days=days)) - timedelta(days=30)
        run("openssl", "ca", "-config", self._folder / "ca.conf", "-batch", "-notext", "-in", request,
            "-out", Path(folder) / "cert.pem", "-startdate", _stamp(begin),
            "-enddate", _stamp(now + timedelta(days=days)), *signer)


def _new_key(path):
    return ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", path]


def _stamp(moment):
    return moment.strftime("%y%m%d%H%M%SZ")
