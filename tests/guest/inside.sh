#!/bin/sh
# Runs inside the Debian machine (systemd is PID 1, pure cgroup v2), with the installed twinsh. Each
# line of the output is "guest: ok: NAME" or "guest: FAILED: NAME: what was seen"; the last is
# "guest: end". The program on the host reads them from the second serial port.
export LC_ALL=C.UTF-8

ok() { echo "guest: ok: $1"; }
failed() { echo "guest: FAILED: $1: $(echo "$2" | tr '\n' '|')"; }

# succeeds NAME COMMAND…: its status is 0.
succeeds() {
    name=$1
    shift
    if seen=$("$@" 2>&1); then ok "$name"; else failed "$name" "status $?: $seen"; fi
}
# prints NAME PATTERN COMMAND…: its status is 0 and its output matches the extended pattern.
prints() {
    name=$1 pattern=$2
    shift 2
    seen=$("$@" 2>&1) && echo "$seen" | grep -qE "$pattern" && ok "$name" && return
    failed "$name" "expected /$pattern/: $seen"
}
# refuses NAME COMMAND…: its status is not 0.
refuses() {
    name=$1
    shift
    if seen=$("$@" 2>&1); then failed "$name" "it succeeded: $seen"; else ok "$name"; fi
}
# becomes NAME SECONDS PATTERN COMMAND…: within that time its output matches.
becomes() {
    name=$1 deadline=$(($(date +%s) + $2)) pattern=$3
    shift 3
    while :; do
        seen=$("$@" 2>&1)
        echo "$seen" | grep -qE "$pattern" && ok "$name" && return
        [ "$(date +%s)" -lt "$deadline" ] || break
        sleep 0.2
    done
    failed "$name" "expected /$pattern/ in time: $seen"
}
# The container's init: the only child of its keeper, whose pid is the domain's id.
init_of() { ps -o pid= --ppid "$(twinsh domid "$1")" | tr -d ' \n'; }
# "anew" once it has an init, and another than PID.
init_after() { case $(init_of os) in "" | "$1") ;; *) echo anew ;; esac; }
# Its cgroup, as the host sees it.
cgroup_of() { sed -n 's/^0:://p' "/proc/$(init_of "$1")/cgroup"; }
memory_max() { cat "/sys/fs/cgroup$(cgroup_of "$1")/memory.max"; }
shown_on_console() { sleep 1 | timeout 5 twinsh console "$1"; }

prints 'systemd is PID 1' '^systemd$' cat /proc/1/comm
prints 'cgroups are pure v2' '^cgroup2fs$' stat -f -c %T /sys/fs/cgroup
prints 'twinsh is the installed one' '^/usr/bin/twinsh$' sh -c 'command -v twinsh'
command -v twinsh >/dev/null || exit
succeeds 'host-validate finds no failure for containers' twinsh -c lxc:///system host-validate

echo "guest: application container"
examples=/usr/share/twinvirt/xml-examples
succeeds 'define sh' twinsh define "$examples/lxc/sh.xml"
succeeds 'start sh' twinsh start sh
prints 'list shows sh' ' sh +(lxc +)?running' twinsh list
prints 'exec sees only the container' '^ *1 .*sh' twinsh exec sh -- ps ax
prints 'exec hands the exit code back' '^7$' sh -c 'twinsh exec sh -- sh -c "exit 7"; echo $?'
prints 'its memory limit is in memory.max' "^$((908288 * 1024))\$" \
    memory_max sh
prints 'it lives under the delegated unit' '^/machine.slice/twinvirt\.service/' cgroup_of sh
prints 'so does its keeper' '/twinvirt\.service/supervisors$' cat "/proc/$(twinsh domid sh)/cgroup"
succeeds 'destroy sh' twinsh destroy sh
succeeds 'undefine sh' twinsh undefine sh
refuses 'sh is gone' twinsh dominfo sh

echo "guest: OS container"
succeeds 'rootfs-create' twinsh rootfs-create /srv/os --template busybox
cat >/tmp/os.xml <<'EOF'
<domain type='lxc'>
  <name>os</name>
  <memory unit='MiB'>96</memory>
  <os><type>exe</type><init>/sbin/init</init></os>
  <features><privnet/></features>
  <devices>
    <filesystem type='mount' accessmode='passthrough'>
      <source dir='/srv/os'/>
      <target dir='/'/>
    </filesystem>
    <console type='pty'/>
  </devices>
</domain>
EOF
succeeds 'a container outlives the service that started it' \
    sh -c 'twinsh define '$examples'/lxc/sh.xml && systemd-run --wait --quiet twinsh start sh &&
        sleep 1 && twinsh exec sh -- true && twinsh destroy sh && twinsh undefine sh'
succeeds 'define os' twinsh define /tmp/os.xml
succeeds 'start os' twinsh start os
becomes 'it prints its marker on the console' 60 'twinvirt: ready' shown_on_console os
prints 'its memory limit is in memory.max' "^$((96 * 1024 * 1024))\$" \
    memory_max os
prints 'it sees itself at the root of its cgroups' '^0::/' twinsh exec os -- cat /proc/1/cgroup
prints 'logs has the marker too' 'twinvirt: ready' twinsh logs os
prints 'ps shows its init by both numbers' "^ 1 +$(init_of os) +0 +0 " twinsh ps os
prints 'exec runs as a user' '^Uid:\s33\s' twinsh exec os --user +33 -- cat /proc/self/status
succeeds 'a signal reaches it' twinsh send-process-signal os 1 nop
first=$(init_of os)
succeeds 'reboot os' twinsh reboot os
becomes 'it has another init' 30 '^anew$' init_after "$first"
succeeds 'suspend os' twinsh suspend os
prints 'it is paused' '^paused' twinsh domstate os
succeeds 'resume os' twinsh resume os
succeeds 'shutdown os' twinsh shutdown os
becomes 'shutdown ends it' 30 '^shut off' twinsh domstate os
succeeds 'undefine os' twinsh undefine os

echo "guest: autostart"
succeeds 'define sh again' twinsh define "$examples/lxc/sh.xml"
succeeds 'mark it' twinsh autostart sh
succeeds 'the unit can be enabled' systemctl enable --now twinvirt-autostart
prints 'it has started what is marked' '^running' twinsh domstate sh
succeeds 'stop the unit' systemctl stop twinvirt-autostart
prints 'its containers run on' '^running' twinsh domstate sh
succeeds 'destroy sh again' twinsh destroy sh
succeeds 'undefine sh again' twinsh undefine sh
succeeds 'disable the unit' systemctl disable twinvirt-autostart

echo "guest: afterwards"
prints 'nothing is listed' '^$' sh -c 'twinsh list --all --name | tr -d "\n"; echo'
prints 'no container directory is left' '^0$' sh -c 'find /run/twinvirt/lxc -mindepth 1 -type d 2>/dev/null | wc -l'
prints 'no container cgroup is left' '^0$' \
    sh -c 'find /sys/fs/cgroup -type d | grep -cE "/(lxc-[^/]*)?(sh|os)(\.|$)" || true'
prints 'no process of ours is left' '^0$' \
    sh -c 'ps ax -o comm= | grep -cE "^twinvirt-(super|keep)" || true'
prints 'systemd is content' '^(running|starting)$' sh -c 'systemctl is-system-running || true'
echo "guest: end"
