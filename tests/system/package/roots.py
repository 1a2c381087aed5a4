"""Debian trees for test machines: made once from Debian's archive, cached, never changed."""

import fcntl
import hashlib
import os
import re
import subprocess
from pathlib import Path

CACHE = Path(os.environ.get("MAILWATCHD_LAB_CACHE", "/var/cache/mailwatchd-lab")) / "roots"

# Packages for booting and administration.
MACHINE = ("systemd", "systemd-sysv", "dbus", "ca-certificates", "procps", "curl", "iproute2", "sudo", "mawk")
# Monitored servers, and clients of the daemon.
SERVERS = ("postfix", "dovecot-imapd", "dovecot-pop3d", "knot", "unbound", "prometheus")


def depends(package):
    """The dependencies of a .deb; of alternatives the first, as apt chooses."""
    field = subprocess.run(["dpkg-deb", "-f", package, "Depends"], check=True, capture_output=True, text=True).stdout
    return sorted({re.split(r"[ (|]", part.strip())[0] for part in field.split(",")})


def tree(packages):
    """The folder of a tree with these packages, in which no service was ever started; made if it is missing."""
    packages = sorted({*packages})
    return _made(hashlib.sha256(" ".join(packages).encode()).hexdigest()[:16], packages)


def tarball():
    """A minimal Debian as an archive, for piuparts."""
    return _made("minimal.tar.gz", [])


def _made(name, packages):
    CACHE.mkdir(parents=True, exist_ok=True)
    with open(CACHE / ".lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (CACHE / name).exists():
            _make(CACHE / name, packages)
    return CACHE / name


def _make(final, packages):
    fresh = final.with_name(f".{os.getpid()}.{final.name}")
    done = subprocess.run(
        ["mmdebstrap", "--variant=minbase", *[f"--include={package}" for package in packages], "bookworm", fresh,
         *_sources()],
        capture_output=True, text=True, check=False, env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"})
    if done.returncode != 0:
        subprocess.run(["rm", "-rf", fresh], check=False)
        raise RuntimeError(f"mmdebstrap:\n{done.stderr}")
    os.replace(fresh, final)


def _sources():
    """This host's Debian archives, including security updates, without third-party archives."""
    known = re.compile(r"^URIs: .*debian|^deb .*debian", re.MULTILINE)
    files = [Path("/etc/apt/sources.list"), *sorted(Path("/etc/apt/sources.list.d").glob("*"))]
    return [str(file) for file in files if file.is_file() and known.search(file.read_text())
            and "bookworm" in file.read_text()]
