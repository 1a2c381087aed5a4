#!/bin/sh
# stock-install.sh BASE FOLDER NAME PACKAGE… installs packages as a host called NAME; FOLDER/upper is what changed.
# In mount, UTS and PID namespaces that end with it. Nothing is asked, so debconf's defaults apply. Nothing is started.
set -eu
base=$1 folder=$2 name=$3
shift 3

mount --make-rprivate /
root=$folder/root
mount -t overlay -o "lowerdir=$base,upperdir=$folder/upper,workdir=$folder/work" stock "$root"
hostname "$name"
printf '%s\n' "${name%%.*}" >"$root/etc/hostname"
{ cat /etc/hosts; printf '127.0.1.1 %s %s\n' "$name" "${name%%.*}"; } >"$root/etc/hosts"
cat /etc/resolv.conf >"$root/etc/resolv.conf"
printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
chmod 755 "$root/usr/sbin/policy-rc.d"
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
mount --bind /var/lib/apt/lists "$root/var/lib/apt/lists"
mount -t tmpfs archives "$root/var/cache/apt/archives"
export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8
exec chroot "$root" apt-get -q -y --no-install-recommends -o Dpkg::Use-Pty=0 -o APT::Sandbox::User=root \
    -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= -o DPkg::Options::=--force-unsafe-io install "$@"
