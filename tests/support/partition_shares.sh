#!/usr/bin/env bash
# usage: partition_shares.sh [SECONDS] [BUILD]
#
# How partitions that all want more than there is share it: "prod" with 50 percent, "stage" with 30,
# "rest" with 20; for the CPU also two partitions in "prod" with 75 and 25. Read from the kernel's own
# counters of the partitions, over SECONDS (20) after the split has settled. Prints target, share and
# their difference; the status is 1 when one is more than 3 points off. Root; installed or from BUILD.
#
# CPU: each container keeps CPU 0 busy (whoever else uses it takes from all alike). Memory, on cgroup
# v2 only: each reads a file that is larger than all may have together; the page cache is what they
# share. A soft limit of v1 counts only when the whole host runs out, which nobody wants to measure.
# I/O: each reads a loop device of our own, whose scheduler is set to bfq, past the page cache: it is
# the scheduler that shares, and the host's disks keep theirs.
# Not part of ./dev test; the Debian guest of the tests runs it for its figures.
set -euo pipefail
seconds=${1:-20}
build=${2:-$(cd "$(dirname "$0")/../.." && pwd)/build/release}
twinsh=$build/bin/twinsh
[ -x "$twinsh" ] || twinsh=$(command -v twinsh) || { echo "$0: $build holds no build" >&2; exit 2; }
top=shares-$$
state=$(mktemp -d /tmp/twinvirt-shares-XXXXXX)
uri="lxc:///embed?root=$state"
running=()
status=0
devices=
cpuset=" cpuset='0'"
loop=

# The directories of the partition `top`, one in each hierarchy; only ours have this name.
tops() { find /sys/fs/cgroup -type d -name "$top" 2>/dev/null || true; }
stopAll() {
    local name
    for name in ${running[@]+"${running[@]}"}; do
        "$twinsh" -c "$uri" destroy "$name" >/dev/null || true
    done
    running=()
    tops | while read -r directory; do find "$directory" -depth -type d -exec rmdir {} \; ; done
}
cleanUp() {
    stopAll
    [ -z "$loop" ] || losetup --detach "$loop"
    rm -rf --one-file-system "$state"
}
trap cleanUp EXIT

run() { # run NAME PARTITION COMMAND: a container in it whose init is a shell with this command
    cat >"$state/$1.xml" <<EOF
<domain type='lxc'>
  <name>$1</name>
  <memory unit='MiB'>512</memory>
  <vcpu$cpuset>1</vcpu>
  <resource><partition>/$top/$2</partition></resource>
  <os><type>exe</type><init>/bin/sh</init><initarg>-c</initarg><initarg>$3</initarg></os>
  <features><privnet/></features>
  <devices>$devices</devices>
</domain>
EOF
    "$twinsh" -c "$uri" create "$state/$1.xml" >/dev/null
    running+=("$1")
}

declare -A before after used
share() { # share WHAT PARTITION TARGET SIBLINGS…: its part of what its siblings used together
    local sum=0 sibling
    for sibling in "${@:4}"; do sum=$((sum + ${used[$sibling]})); done
    awk -v part="${used[$2]}" -v sum="$sum" -v what="$1" -v name="$2" -v target="$3" 'BEGIN {
        share = sum > 0 ? 100 * part / sum : 0
        printf "%-6s %-9s target %4.1f %%, measured %5.2f %%, %+.2f points\n", what, name, target, share, share - target
        exit share - target > 3 || target - share > 3 }' || status=1
}

cpuTime() { # cpuTime PARTITION: so far, in microseconds
    local directory
    for directory in $(tops); do
        if [ -f "$directory/$1/cpuacct.usage" ]; then
            echo $(($(cat "$directory/$1/cpuacct.usage") / 1000))
            return
        elif [ -f "$directory/$1/cpu.weight" ]; then
            sed -n 's/^usage_usec //p' "$directory/$1/cpu.stat"
            return
        fi
    done
    echo "$0: no cgroup of '$1' counts its CPU time" >&2
    return 1
}

measureCpu() {
    local each partitions=(prod stage rest prod/db prod/web)
    printf '%s\n' "/$top/prod cpu=50" "/$top/stage cpu=30" "/$top/rest cpu=20" \
        "/$top/prod/db cpu=75" "/$top/prod/web cpu=25" >"$state/etc/twinvirt/partitions"
    run web prod/web 'while :; do :; done'
    run db prod/db 'while :; do :; done'
    run shop stage 'while :; do :; done'
    run rest rest 'while :; do :; done'
    sleep 2
    for each in "${partitions[@]}"; do before[$each]=$(cpuTime "$each"); done
    sleep "$seconds"
    for each in "${partitions[@]}"; do after[$each]=$(cpuTime "$each"); done
    for each in "${partitions[@]}"; do used[$each]=$((after[$each] - before[$each])); done
    stopAll
    share CPU prod 50 prod stage rest
    share CPU stage 30 prod stage rest
    share CPU rest 20 prod stage rest
    share CPU prod/db 75 prod/db prod/web
    share CPU prod/web 25 prod/db prod/web
}

measureMemory() {
    local each directory i partitions=(prod stage rest)
    printf '%s\n' "/$top memory=20" "/$top/prod memory=50" "/$top/stage memory=30" \
        "/$top/rest memory=20" >"$state/etc/twinvirt/partitions"
    for each in "${partitions[@]}"; do
        truncate -s 2G "$state/$each.data" # its holes fill the page cache like anything else
        run "$each" "$each" "sleep 2; while :; do cat $state/$each.data >/dev/null; done"
        used[$each]=0
    done
    directory=$(tops)
    cat "$directory/memory.low" >"$directory/memory.max" # all that they have is what they are promised
    sleep "$seconds"
    for ((i = 0; i < seconds; i++)); do
        for each in "${partitions[@]}"; do
            used[$each]=$((used[$each] + $(cat "$directory/$each/memory.current") / 4096))
        done
        sleep 1
    done
    stopAll
    share memory prod 50 prod stage rest
    share memory stage 30 prod stage rest
    share memory rest 20 prod stage rest
}

readBytes() { # readBytes PARTITION: so far
    local directory numbers
    numbers=$(cat "/sys/block/${loop#/dev/}/dev")
    for directory in $(tops); do
        if [ -f "$directory/$1/blkio.bfq.io_service_bytes_recursive" ]; then
            awk -v device="$numbers" '$1 == device && $2 == "Read" { print $3 }' \
                "$directory/$1/blkio.bfq.io_service_bytes_recursive"
        elif [ -f "$directory/$1/io.stat" ]; then
            sed -n "s/^$numbers rbytes=\([0-9]*\).*/\1/p" "$directory/$1/io.stat"
        fi
    done
}

measureIo() {
    local each queue partitions=(prod stage rest)
    printf '%s\n' "/$top/prod io=50" "/$top/stage io=30" "/$top/rest io=20" \
        >"$state/etc/twinvirt/partitions"
    dd if=/dev/zero of="$state/disk" bs=1M count=64 status=none
    loop=$(losetup --find --show --direct-io=on "$state/disk")
    queue=/sys/block/${loop#/dev/}/queue
    if ! echo bfq >"$queue/scheduler" 2>/dev/null; then
        echo "I/O not measured: this kernel has no bfq"
        return
    fi
    echo 0 >"$queue/iosched/low_latency"       # it gives each new reader a lead
    echo 1 >"$queue/iosched/strict_guarantees" # one request at a time: its shares, not the disk's
    cpuset= # the disk is what there is too little of
    devices="<disk type='block'><source dev='$loop'/><target dev='data'/></disk>"
    for each in "${partitions[@]}"; do
        run "$each" "$each" \
            "for i in 1 2 3 4; do while :; do dd if=/dev/data of=/dev/null bs=256k iflag=direct status=none; done &amp; done; wait"
    done
    sleep 2
    for each in "${partitions[@]}"; do before[$each]=$(readBytes "$each"); done
    sleep "$seconds"
    for each in "${partitions[@]}"; do after[$each]=$(readBytes "$each"); done
    for each in "${partitions[@]}"; do used[$each]=$((after[$each] - before[$each])); done
    stopAll
    share I/O prod 50 prod stage rest
    share I/O stage 30 prod stage rest
    share I/O rest 20 prod stage rest
}

mkdir -p "$state/etc/twinvirt"
measureCpu
if grep -qw memory /sys/fs/cgroup/cgroup.controllers 2>/dev/null; then
    measureMemory
else
    echo "memory not measured: no cgroup v2 has the memory controller here"
fi
measureIo
exit $status
