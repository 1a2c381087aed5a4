"""Installs what the lab needs from Debian: ordinary tools as packages, mail servers as unpacked trees."""

import os
import shutil
from pathlib import Path

from process import LabError, run

PACKAGES = (
    "knot", "knot-dnsutils", "unbound", "rbldnsd", "nftables", "iproute2", "util-linux", "swaks", "nmap",
    "bind9-dnsutils", "openssl", "curl", "iputils-ping",
    "libnet-ssleay-perl", "libnet-dns-perl", "libio-socket-inet6-perl", "python3-spf",
    "prometheus-alertmanager",
)
# Packages among them that Debian would start at the next boot; the lab starts its own.
SERVICES = ("knot", "unbound", "rbldnsd", "prometheus-alertmanager")
# The packages of each tree. Their other dependencies are part of every Debian or are found by `_missing`.
TREES = {
    "postfix": ("postfix",),
    "exim": ("exim4-daemon-light", "exim4-base"),
    "dovecot": ("dovecot-core", "dovecot-imapd", "dovecot-pop3d"),
    # Postfix's policy services: layered under Postfix's own tree.
    "policy": ("postfix-policyd-spf-python", "python3-spf-engine", "python3-spf", "python3-authres", "python3-dns",
               "postgrey"),
}
APT = ("apt-get", "-o", "DPkg::Lock::Timeout=900", "-y", "--no-install-recommends")
# Installed packages must start nothing, with or without the machine's own policy-rc.d.
QUIET = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
MARKER = ".complete"
POLICY = Path("/usr/sbin/policy-rc.d")


def setup(cache):
    """Idempotent; the second run only needs one dpkg-query."""
    lacking = [package for package in PACKAGES if not _installed(package)]
    trees = [tree for tree in TREES if not _unpacked(cache, tree)]
    if lacking or trees:
        run("apt-get", "-o", "DPkg::Lock::Timeout=900", "update", env=QUIET)
    if lacking:
        _install(lacking)
    for tree in trees:
        _unpack(Path(cache), tree)


def complete(cache):
    return all(_unpacked(cache, tree) for tree in TREES) and all(map(_installed, PACKAGES))


def _unpacked(cache, tree):
    """A tree is complete if it records exactly these packages."""
    marker = Path(cache) / "trees" / tree / MARKER
    return marker.exists() and marker.read_text() == " ".join(TREES[tree])


def _installed(package):
    said = run("dpkg-query", "-W", "-f", "${db:Status-Status}", package, quiet_failure=True)
    return said == "installed"


def _install(packages):
    ours = not POLICY.exists()
    if ours:
        POLICY.write_text("#!/bin/sh\nexit 101\n")
        POLICY.chmod(0o755)
    try:
        run(*APT, "install", *packages, env=QUIET)
    finally:
        if ours:
            POLICY.unlink(missing_ok=True)
    services = [package for package in packages if package in SERVICES]
    if services and shutil.which("systemctl"):
        run("systemctl", "--quiet", "disable", *services, quiet_failure=True)


def _missing(packages):
    """The packages that apt would install for these: themselves and libraries that are missing here."""
    plan = run(*APT, "--simulate", "install", *packages)
    names = [line.split()[1] for line in plan.splitlines() if line.startswith("Inst ")]
    return sorted({*names, *packages})


def _unpack(cache, tree):
    """Downloads and unpacks next to the final place, so that an interrupted run leaves nothing incomplete."""
    final = cache / "trees" / tree
    fresh = cache / "trees" / f".{tree}.{os.getpid()}"
    downloads = fresh / ".debs"
    downloads.mkdir(parents=True)
    run("apt-get", "-o", "APT::Sandbox::User=root", "download", *_missing(TREES[tree]), cwd=downloads, env=QUIET)
    archives = sorted(downloads.glob("*.deb"))
    if not archives:
        raise LabError(f"apt-get download gave nothing for {tree}")
    for archive in archives:
        run("dpkg-deb", "-x", archive, fresh)
    shutil.rmtree(downloads)
    # Old packages contain /lib; the jail's /lib is /usr/lib.
    for folder in ("lib", "bin", "sbin"):
        if (fresh / folder).is_dir():
            shutil.copytree(fresh / folder, fresh / "usr" / folder, dirs_exist_ok=True, symlinks=True)
    (fresh / MARKER).write_text(" ".join(TREES[tree]))
    shutil.rmtree(final, ignore_errors=True)
    os.replace(fresh, final)
