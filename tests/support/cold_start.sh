#!/usr/bin/env bash
# usage: cold_start.sh [ROUNDS] [BUILD]
#
# How long `twinsh create` of a /bin/true container takes from nothing to "shut off and nothing
# left", against `lxc-execute` of the same (Debian package lxc), cold and in turns: each command runs
# after 200 ms of idleness. Prints the medians and their ratio. Root. Not part of ./dev test.
set -euo pipefail
rounds=${1:-30}
build=${2:-$(cd "$(dirname "$0")/../.." && pwd)/build/release}
command -v lxc-execute >/dev/null || { echo "cold_start: needs the package lxc" >&2; exit 2; }
state=$(mktemp -d /tmp/twinvirt-cold-XXXXXX)
# LXC leaves a cgroup "lxc.pivot" in each tree behind.
pivots=$(ls -d /sys/fs/cgroup/lxc.pivot /sys/fs/cgroup/*/lxc.pivot 2>/dev/null || true)
cleanUp() {
    [ -n "$pivots" ] || rmdir /sys/fs/cgroup/lxc.pivot /sys/fs/cgroup/*/lxc.pivot 2>/dev/null || true
    rm -rf "$state"
}
trap cleanUp EXIT

cat >"$state/true.xml" <<XML
<domain type='lxc'>
  <name>cold-$$</name>
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

# Both end when the container has ended: lxc-execute waits by itself.
ours() {
    "$build/bin/twinsh" -c "lxc:///embed?root=$state/root" create "$state/true.xml" >/dev/null
    while [ -e "$state/root/run/twinvirt/lxc/cold-$$" ]; do :; done
}
theirs() { lxc-execute -n "cold-$$" -P "$state/lxc" -f "$state/lxc.conf" -- /bin/true 2>>"$state/lxc.errors"; }
mkdir -p "$state/root" "$state/lxc"

measure() { # prints microseconds
    local start end
    sleep 0.2
    start=${EPOCHREALTIME/./}
    "$1"
    end=${EPOCHREALTIME/./}
    echo $((end - start))
}
median() { sort -n | awk '{ v[NR] = $1 } END { print (v[int((NR + 1) / 2)] + v[int(NR / 2) + 1]) / 2 }'; }

ours && theirs # once, to warm the page cache
for ((round = 0; round < rounds; round++)); do
    if ((round % 2)); then order="ours theirs"; else order="theirs ours"; fi
    for who in $order; do measure "$who" >>"$state/$who"; done
done
us=$(median <"$state/ours") them=$(median <"$state/theirs")
awk -v us="$us" -v them="$them" -v n="$rounds" 'BEGIN {
    printf "twinsh create  /bin/true: %6.2f ms (median of %d)\n", us / 1000, n
    printf "lxc-execute    /bin/true: %6.2f ms (median of %d)\n", them / 1000, n
    printf "ratio: %.2f\n", us / them }'
