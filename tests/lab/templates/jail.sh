#!/bin/sh
# jail.sh TREES JAIL USERS MOUNT CONF COMMAND… runs a mail server from its unpacked packages.
#
# The packages conflict, so none is installed: each server sees the host's /usr with its own trees (TREE[:TREE…]) on
# top, in a mount namespace that ends with it. JAIL holds what it writes; CONF is bound to MOUNT and stays editable.
set -eu
trees=$1 jail=$2 users=$3 mount=$4 conf=$5
shift 5

mount --make-rprivate /
mkdir -p "$jail/root" "$jail/var"
root=$jail/root
mount -t tmpfs -o mode=0755 jail "$root"
mkdir -p "$root/usr" "$root/etc" "$root/var" "$root/run" "$root/tmp" "$root/dev" "$root/proc" \
    "$root/.etc/upper" "$root/.etc/work"
chmod 1777 "$root/tmp"
for folder in bin sbin lib lib64; do ln -s "usr/$folder" "$root/$folder"; done

layers() { printf '%s' "$trees:" | sed "s,:,/$1:,g"; }
mount -t overlay -o "lowerdir=$(layers usr)/usr" jail "$root/usr"
mount -t overlay -o "lowerdir=$(layers etc)/etc,upperdir=$root/.etc/upper,workdir=$root/.etc/work" jail "$root/etc"
rm -f "$root/etc/resolv.conf"
cp -L /etc/resolv.conf "$root/etc/resolv.conf"
cp "$users/passwd" "$users/group" "$root/etc/"
mkdir -p "$root$mount"
mount --bind "$conf" "$root$mount"
mount --bind "$jail/var" "$root/var"
mount --rbind /dev "$root/dev"
mount -t proc proc "$root/proc"
exec chroot "$root" "$@"
