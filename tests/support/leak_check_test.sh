#!/bin/bash
# The leak check bites: whatever is planted between snapshot and comparison is reported, by name, and
# nothing is when nothing was left. usage: leak_check_test.sh LEAK_CHECK
set -euo pipefail
check=$1
work=$(mktemp -d)
build=$work/build
export TWINVIRT_LEAK_ROOT=$work/root TWINVIRT_LEAK_WAIT=0
mkdir -p "$build/bin" "$work"/root/{run/twinvirt/lxc,etc,tmp}
undo=()
trap 'for step in "${undo[@]}"; do eval "$step"; done; rm -rf "$work"' EXIT

# The machine of a test that was killed before: it is not taken for the host's own.
orphan=$work/root/etc/libvirt/qemu/twinvirt-test-undefine-$(sh -c 'echo $$').xml
own=$work/root/etc/libvirt/qemu/twinvirt-test-mine-$$.xml
mkdir -p "${orphan%/*}"
touch "$orphan" "$own" "${orphan%/*}/web-1.xml"

"$check" snapshot "$work/before" "$build"
if report=$("$check" compare "$work/before" "$build"); then
    echo 'the machine of an earlier test is not reported'
    exit 1
fi
[ "$report" = "left behind by the tests:
file $orphan" ] || { echo "expected '$orphan', got: $report"; exit 1; }
rm "$orphan"
"$check" compare "$work/before" "$build"

# reported LINE: the comparison fails and names it.
reported() {
    if report=$("$check" compare "$work/before" "$build"); then
        echo "not reported: $1"
        exit 1
    fi
    grep -qxF "$1" <<<"$report" || { echo "expected '$1', got: $report"; exit 1; }
}

touch "$work/root/run/twinvirt/lxc/web.lock"
reported "file $work/root/run/twinvirt/lxc/web.lock"
mkdir "$work/root/tmp/twinvirt-image-abc123"
reported "file $work/root/tmp/twinvirt-image-abc123"

cp "$(readlink -f "$(command -v sleep)")" "$build/bin/twinvirt-keeper"
"$build/bin/twinvirt-keeper" 60 &
undo+=("kill $!")
reported "process $! $build/bin/twinvirt-keeper"
TWINVIRT_TEST_RUN=$build sleep 61 &
undo+=("kill $!")
reported "process $! $(readlink -f "$(command -v sleep)")"

if [ "$(id -u)" -ne 0 ]; then
    echo "mounts, links and cgroups are not planted: not root"
    exit 0
fi
mkdir "$work/mounted"
mount -t tmpfs leak "$work/mounted"
undo+=("umount $work/mounted")
reported "mount $work/mounted tmpfs"

ip link add twleak0 type bridge
undo+=("ip link del twleak0")
reported "link twleak0"

hierarchy=$(awk '$(NF - 2) ~ /^cgroup2?$/ { print $5; exit }' /proc/self/mountinfo)
if [ -n "$hierarchy" ]; then
    mkdir "$hierarchy/twinvirt-planted-$$"
    undo+=("rmdir $hierarchy/twinvirt-planted-$$")
    reported "cgroup $hierarchy/twinvirt-planted-$$"
fi
