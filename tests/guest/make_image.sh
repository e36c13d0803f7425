#!/bin/sh
# An ext4 image of the Debian tree with our installation, the kernel's modules and the test in it.
# usage: make_image.sh TREE STAGE KERNEL_MODULES TEST_SCRIPT IMAGE
set -eu
tree=$1 stage=$2 modules=$3 script=$4 image=$5
release=${modules##*/}
root=$(mktemp -d "$image.root-XXXXXX")
trap 'rm -rf "$root" "$image.new"' EXIT
chmod 755 "$root"

cp -a "$tree/." "$root"
cp -a "$stage/." "$root"
mkdir -p "$root/usr/lib/modules"
cp -a "$modules" "$root/usr/lib/modules/$release"
chroot "$root" /sbin/depmod "$release"
install -m 755 "$script" "$root/usr/local/bin/twinvirt-guest-test"
install -m 755 "$(dirname "$script")/../support/partition_shares.sh" \
    "$root/usr/local/bin/twinvirt-partition-shares"
cat >"$root/etc/systemd/system/twinvirt-guest-test.service" <<'EOF'
[Unit]
Description=The test of twinvirt that runs inside this machine
After=multi-user.target
SuccessAction=poweroff-force
FailureAction=poweroff-force

[Service]
Type=oneshot
TimeoutStartSec=15min
ExecStart=/usr/local/bin/twinvirt-guest-test
StandardOutput=tty
StandardError=tty
TTYPath=/dev/ttyS1
EOF
mkdir -p "$root/etc/systemd/system/default.target.wants"
ln -sf ../twinvirt-guest-test.service "$root/etc/systemd/system/default.target.wants/"

rm -f "$image.new"
truncate -s 1500M "$image.new"
mke2fs -q -t ext4 -d "$root" "$image.new"
mv "$image.new" "$image"
