#!/bin/bash
# Stands around the test suite (a CTest fixture): what the host has after it and had not before is a
# leak. usage: leak_check.sh snapshot|compare FILE BUILD_DIRECTORY
#
# One line for each thing that a test of ours could leave: mounts, cgroups, links, processes, state
# files, loop devices, libvirt's domains. Something that vanishes by itself within WAIT seconds is no
# leak (a namespace dies after its last process; another program on the host may be at work).
set -u # not -e: what find looks at may vanish under it
action=$1 file=$2 build=$3
wait=${TWINVIRT_LEAK_WAIT:-10}
# For the test of this script: where /run, /etc, /var/lib, /tmp are looked at.
root=${TWINVIRT_LEAK_ROOT:-}

mounts() { awk '{ for (i = 7; $i != "-"; ++i) ; print "mount", $5, $(i + 1) }' /proc/self/mountinfo; }

# Ours and libvirt's only: a host with systemd makes and removes others all the time. The partition
# /machine itself stays once libvirt has made it.
cgroups() {
    awk '$(NF - 2) ~ /^cgroup2?$/ { print $5 }' /proc/self/mountinfo |
        sort -u | while read -r hierarchy; do
            find "$hierarchy" -mindepth 1 -type d 2>/dev/null
        done | grep -E 'twinvirt|/bench-|/machine/|lxc' | sed 's/^/cgroup /'
}

links() { for link in /sys/class/net/*; do echo "link ${link##*/}"; done; }

# A program of this build, or one that a test of this build started (it has the variable in its
# environment), or a pasta that serves a container. The daemons of libvirt may stay: they end by
# themselves some time after the last use.
processes() {
    local entry program
    { grep -lszx "TWINVIRT_TEST_RUN=$build" /proc/[0-9]*/environ
      grep -lszxE '(/.*)?/run/twinvirt/lxc/.*/network' /proc/[0-9]*/cmdline; } |
        sed 's,/environ$,,; s,/cmdline$,,' |
        { cat; find /proc/[0-9]*/exe -maxdepth 0 -lname "$build/*" 2>/dev/null | sed 's,/exe$,,'; } |
        sort -u | while read -r entry; do
            program=$(readlink "$entry/exe" 2>/dev/null) || continue
            case ${program##*/} in
                libvirtd | twinvirt-libvirtd | virtlogd | virtlockd | dnsmasq | ctest | ninja | cmake | bash) continue ;;
            esac
            echo "process ${entry#/proc/} $program"
        done
}

files() {
    find "$root"/run/twinvirt "$root"/etc/twinvirt "$root"/var/lib/twinvirt -mindepth 2 ! -name .lock 2>/dev/null
    find "$root"/tmp -mindepth 1 -maxdepth 1 -name 'twinvirt-*' 2>/dev/null
    find "$root"/etc/libvirt/qemu "$root"/run/libvirt/qemu -maxdepth 1 -name '*.xml' 2>/dev/null
}

loops() { for loop in /sys/block/loop*/loop/backing_file; do [ ! -e "$loop" ] || echo "loop $(cat "$loop")"; done; }

inventory() {
    { mounts; cgroups; links; processes; files | sed 's/^/file /'; loops; } | LC_ALL=C sort -u
}

# What is named after a test's process that has ended (twinvirt-test-PURPOSE-PID, as the machines of
# the tests are) is a leak of an earlier run that was killed, and was there before this one: it is
# no part of a snapshot, so that a comparison reports it unless a test has removed it.
without_orphans() {
    local line name='^file .*/twinvirt-test-[^/]*-([0-9]+)\.xml$'
    while read -r line; do
        [[ $line =~ $name && ! -e /proc/${BASH_REMATCH[1]} ]] || printf '%s\n' "$line"
    done
}

case $action in
    snapshot) inventory | without_orphans >"$file" ;;
    compare)
        new=$(LC_ALL=C comm -13 "$file" <(inventory))
        for ((i = 0; i < wait * 2; ++i)); do
            [ -n "$new" ] || break
            sleep 0.5
            new=$(LC_ALL=C comm -12 <(echo "$new") <(inventory))
        done
        [ -n "$new" ] || exit 0
        echo "left behind by the tests:"
        echo "$new"
        exit 1
        ;;
    *) echo "usage: leak_check.sh snapshot|compare FILE BUILD_DIRECTORY" >&2; exit 2 ;;
esac
