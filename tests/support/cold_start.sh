#!/usr/bin/env bash
# usage: cold_start.sh [ROUNDS] [BUILD]
#
# How long `twinsh create` of a /bin/true container takes from nothing to "shut off and nothing
# left", against a floor (container_floor.cpp: namespaces, mounts, filter, nine v1 cgroups, and
# nothing else) and, where Debian's package lxc is installed, `lxc-execute` of the same. Cold and in
# turns: each command runs after 200 ms of idleness, spawned by a program that adds next to nothing
# (stopwatch.cpp). Prints the medians and their ratios to the floor. Root. Not part of ./dev test.
set -euo pipefail
source "$(dirname "$0")/cold.bash"
coldSetUp "${1:-30}" "${2:-}"
name=cold-$$
cat >"$state/true.xml" <<XML
<domain type='lxc'>
  <name>$name</name>
  <memory unit='KiB'>908288</memory>
  <os><type>exe</type><init>/bin/true</init></os>
</domain>
XML
cat >"$state/lxc.conf" <<CONF
lxc.net.0.type = none
lxc.apparmor.profile = unconfined
lxc.console.path = none
lxc.autodev = 0
lxc.pty.max = 0
lxc.tty.max = 0
lxc.cgroup.memory.limit_in_bytes = 930086912
CONF
mkdir -p "$state/lxc"
# LXC leaves a cgroup "lxc.pivot" in each tree behind, and now and then one with the container's name.
pivots=$(ls -d /sys/fs/cgroup/lxc.pivot /sys/fs/cgroup/*/lxc.pivot 2>/dev/null || true)
coldCleanUp() {
    find /sys/fs/cgroup -maxdepth 2 -type d \( -name "lxc.*.$name" -o -name "lxc.*.$name-*" \) \
        -exec rmdir {} + 2>/dev/null || true
    [ -n "$pivots" ] || rmdir /sys/fs/cgroup/lxc.pivot /sys/fs/cgroup/*/lxc.pivot 2>/dev/null || true
}

floor() { stopwatch "$tests/twinvirt-container_floor" /bin/true; }
ours() { stopwatch --gone "$runDirectory/$name" "$twinsh" -c "$uri" create "$state/true.xml"; }
lxc() { stopwatch "$(command -v lxc-execute)" -n "$name" -P "$state/lxc" -f "$state/lxc.conf" -- /bin/true; }
arms=(floor ours)
if command -v lxc-execute >/dev/null; then arms+=(lxc); fi
coldRounds "${arms[@]}"

us=$(coldMedian ours) floor=$(coldMedian floor)
line() { awk -v what="$1" -v time="$2" -v floor="$floor" -v n="$rounds" 'BEGIN {
    printf "%-24s %6.2f ms (median of %d), %5.2f of the floor\n", what, time / 1000, n, time / floor }'; }
line "floor" "$floor"
line "twinsh create" "$us"
if [ ${#arms[@]} -eq 3 ]; then
    them=$(coldMedian lxc)
    line "lxc-execute" "$them"
    awk -v us="$us" -v them="$them" 'BEGIN { printf "twinsh / lxc-execute: %.2f\n", us / them }'
fi
