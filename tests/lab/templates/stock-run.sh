#!/bin/sh
# stock-run.sh LAYERS FOLDER NAME ADDRESS CHANGE SERVICE… runs a Debian's services as at boot, in namespaces that end
# with it. LAYERS are its trees, FOLDER/var/log is its log, and CHANGE is what an administrator runs first.
set -eu
layers=$1 folder=$2 name=$3 address=$4 change=$5
shift 5

mount --make-rprivate /
root=$folder/root
mkdir -p "$folder"
mount -t tmpfs -o mode=0755 stock "$folder"
mkdir -p "$root" "$folder/upper" "$folder/work"
mount -t overlay -o "lowerdir=$layers,upperdir=$folder/upper,workdir=$folder/work" stock "$root"
hostname "$name"
printf '127.0.0.1 localhost\n::1 localhost\n%s %s %s\n' "$address" "$name" "${name%%.*}" >"$root/etc/hosts"
printf 'nameserver 198.51.100.53\n' >"$root/etc/resolv.conf"
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
mount -t tmpfs -o mode=0755 run "$root/run"
mkdir -p "$root/run/lock"
chmod 1777 "$root/run/lock"
rm -f "$root/usr/sbin/policy-rc.d"
# What systemd-tmpfiles makes at boot.
cat "$root"/usr/lib/tmpfiles.d/*.conf 2>/dev/null | while read -r type path mode user group _; do
    case $type:$path in d:/run/*) chroot "$root" install -d -m "$mode" -o "$user" -g "$group" "$path" ;; esac
done
chroot "$root" sh -c "$change"
for service in "$@"; do chroot "$root" "/etc/init.d/$service" start || echo "$service: exit $?"; done
exec sleep infinity
