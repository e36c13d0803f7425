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

echo "guest: security label"
prints 'AppArmor is active' apparmor cat /sys/kernel/security/lsm
prints 'capabilities name it' '<model>apparmor</model>' twinsh -c lxc:///system capabilities
cat >/tmp/confined <<'EOF'
profile twinvirt-confined flags=(attach_disconnected,mediate_deleted) {
  capability,
  network,
  signal,
  ptrace,
  unix,
  mount,
  umount,
  pivot_root,
  file,
  deny /etc/group r,
}
EOF
succeeds 'load a profile' apparmor_parser -r /tmp/confined
# labelled PROFILE [PRESET]: the OS container with that label.
labelled() {
    sed "s|<name>os<|<name>labelled<|
        s|</devices>|&<seclabel type='static' model='apparmor'><label>$1</label></seclabel>\
<twinvirt:isolation xmlns:twinvirt='http://twinvirt.org/schemas/domain/1.0' preset='${2:-default}'/>|" \
        /tmp/os.xml >/tmp/labelled.xml
    twinsh create /tmp/labelled.xml
}
label_of_init() { cat "/proc/$(init_of labelled)/attr/current"; }
succeeds 'create a container with it' labelled twinvirt-confined
prints 'its init is confined' '^twinvirt-confined \(enforce\)' label_of_init
prints 'so is what exec starts' '^twinvirt-confined \(enforce\)' \
    twinsh exec labelled -- cat /proc/self/attr/current
refuses 'it reads nothing that the profile denies' twinsh exec labelled -- cat /etc/group
succeeds 'without the label it does' \
    twinsh lxc-enter-namespace labelled --noseclabel -- /bin/cat /etc/group
prints 'dominfo shows the label' '^Security label: +twinvirt-confined \(enforcing\)' \
    twinsh dominfo labelled
succeeds 'destroy it' twinsh destroy labelled
refuses 'a profile that is not loaded' labelled no-such-profile
refuses 'and nothing is left of it' twinsh domstate labelled
succeeds 'ids for a user namespace' sh -c 'echo root:1000000:65536 | tee -a /etc/subuid >>/etc/subgid'
succeeds 'a label and no_new_privs' labelled twinvirt-confined hardened
prints 'its init is confined too' '^twinvirt-confined \(enforce\)' label_of_init
succeeds 'destroy it again' twinsh destroy labelled

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

echo "guest: networks"
succeeds 'make a bridge that filters VLANs' ip link add br0 up type bridge vlan_filtering 1
succeeds 'give it an address' ip addr add 10.10.0.1/24 dev br0
succeeds 'create bridge' twinsh create "$examples/lxc/bridge.xml"
prints 'domifaddr shows its address' '10\.10\.0\.2/24' twinsh domifaddr bridge
succeeds 'the host reaches it' busybox ping -c 1 -W 9 10.10.0.2
# on_vlan NAME ADDRESS VLAN: the same in a VLAN of the bridge.
on_vlan() {
    sed "s/<name>bridge/<name>$1/; s/10\.10\.0\.2'/10.10.0.$2'/
        s|<guest dev='eth0'/>|&<vlan><tag id='$3'/></vlan>|" "$examples/lxc/bridge.xml" >/tmp/vlan.xml
    twinsh create /tmp/vlan.xml
}
succeeds 'create one of VLAN 42' on_vlan red 3 42
succeeds 'create another' on_vlan pink 4 42
succeeds 'create one of VLAN 43' on_vlan blue 5 43
succeeds 'one VLAN is one network' twinsh exec red busybox ping -c 1 -W 9 10.10.0.4
refuses 'another VLAN is another' twinsh exec red busybox ping -c 1 -W 3 10.10.0.5
link_of() { twinsh -q domiflist "$1" | awk '{ print $1 }'; }
cat >/tmp/vlan-nic.xml <<EOF
<interface type='bridge'>
  <mac address='$(twinsh -q domiflist blue | awk '{ print $5 }')'/>
  <source bridge='br0'/>
  <ip address='10.10.0.5' family='ipv4' prefix='24'/>
  <route family='ipv4' address='0.0.0.0' prefix='0' gateway='10.10.0.1'/>
  <guest dev='eth0'/>
  <vlan><tag id='42'/></vlan>
  <bandwidth><outbound average='1000'/></bandwidth>
</interface>
EOF
succeeds 'it changes its VLAN while it runs' twinsh update-device blue /tmp/vlan-nic.xml --live
succeeds 'and meets the others' twinsh exec red busybox ping -c 1 -W 9 10.10.0.5
prints 'what it sends is limited at its end on the host' 'rate 8Mbit' \
    tc filter show dev "$(link_of blue)" parent ffff:
for name in bridge red pink blue; do succeeds "destroy $name" twinsh destroy "$name"; done
becomes 'their links are gone' 10 '^0$' sh -c 'ip -o link show master br0 | wc -l'
ip link del br0

echo "guest: limits, figures and events"
# bfq is what gives block I/O weights.
modprobe bfq && echo bfq >/sys/block/vda/queue/scheduler
# A file of its cgroup.
of() { cat "/sys/fs/cgroup$(cgroup_of "$1")/$2"; }
disk=$(cat /sys/block/vda/dev)
twinsh event --all --loop --json --timeout 600 >/tmp/events 2>&1 &
events=$!
becomes 'events are watched' 20 'inotify' ls -l "/proc/$events/fd"
succeeds 'define limits' twinsh define "$examples/lxc/limits.xml"
succeeds 'start limits' twinsh start limits
prints 'currentMemory is memory.max' "^$((128 * 1048576))\$" of limits memory.max
prints 'soft_limit is memory.high' "^$((64 * 1048576))\$" of limits memory.high
prints 'shares are cpu.weight' '^50$' of limits cpu.weight
prints 'vcpu current is cpu.max' '^100000 100000$' of limits cpu.max
prints 'vcpu cpuset is cpuset.cpus' '^0$' of limits cpuset.cpus
prints 'numatune is cpuset.mems' '^0$' of limits cpuset.mems
prints 'blkiotune weight is io.bfq.weight' '^default 200$' of limits io.bfq.weight
prints 'pids is pids.max' '^64$' of limits pids.max
prints 'its init is bound to the CPU' 'Cpus_allowed_list:.0$' \
    twinsh exec limits -- grep Cpus_allowed_list /proc/1/status
succeeds 'pidstune, live' twinsh pidstune limits --max 90 --live
prints 'pidstune reached pids.max' '^90$' of limits pids.max
succeeds 'memtune, live' twinsh memtune limits --hard-limit 90M --soft-limit -1 --live
prints 'memtune reached memory.max' "^$((90 * 1048576))\$" of limits memory.max
prints 'memtune took memory.high back' '^max$' of limits memory.high
prints 'memtune shows it' 'hard_limit +: 92160' twinsh memtune limits
prints 'the next start has what it had' 'hard_limit +: unlimited' twinsh memtune limits --config
succeeds 'setmem, both' twinsh setmem limits 100M --live --config
prints 'setmem reached memory.max' "^$((100 * 1048576))\$" of limits memory.max
succeeds 'schedinfo, live' twinsh schedinfo limits --live \
    --set cpu_shares=2048 --set vcpu_quota=30000 --set vcpu_period=50000
prints 'schedinfo reached cpu.weight' '^200$' of limits cpu.weight
prints 'schedinfo reached cpu.max' '^30000 50000$' of limits cpu.max
succeeds 'setvcpus, live' twinsh setvcpus limits 2 --live
succeeds 'schedinfo takes the quota back' twinsh schedinfo limits --live --set vcpu_quota=-1
prints 'setvcpus reached cpu.max' '^100000 50000$' of limits cpu.max
succeeds 'vcpupin, live' twinsh vcpupin limits 0 1 --live
prints 'vcpupin reached cpuset.cpus' '^1$' of limits cpuset.cpus
succeeds 'vcpupin to all, live' twinsh vcpupin limits 0 r --live
prints 'vcpupin took cpuset.cpus back' '^0-1$' of limits cpuset.cpus.effective
succeeds 'blkiotune --weight, live' twinsh blkiotune limits --weight 300 --live
prints 'it reached io.bfq.weight' '^default 300$' of limits io.bfq.weight
prints 'blkiotune shows it' '^weight +: 300$' twinsh blkiotune limits
succeeds 'blkiotune, live' twinsh blkiotune limits --live \
    --device-read-bytes-sec /dev/vda,10485760 --device-write-iops-sec /dev/vda,500
prints 'blkiotune reached io.max' "^$disk rbps=10485760 wbps=max riops=max wiops=500\$" \
    of limits io.max
succeeds 'blkiotune takes it back' twinsh blkiotune limits --live \
    --device-read-bytes-sec /dev/vda,0 --device-write-iops-sec /dev/vda,0
prints 'blkiotune emptied io.max' '^$' of limits io.max
refuses 'a node that is not there' twinsh numatune limits --nodeset 63 --live
prints 'and nothing has changed' '^0$' of limits cpuset.mems

# A container that works, and sleeps then: its counters stand still, and the figures are theirs.
twinsh exec limits -- sh -c 'i=0; while [ $i -lt 20000 ]; do i=$((i + 1)); done
    dd if=/dev/zero of=/tmp/written bs=64k count=16 oflag=direct; rm /tmp/written' >/dev/null 2>&1
figure() { twinsh domstats limits --json | sed -n "s/^ *\"$1\": \"*\([^,\"]*\).*/\1/p"; }
key() { of limits "$1" | sed -n "s/^$2 //p"; }
written() { of limits io.stat | sed -n "s/^$disk .*wbytes=\([0-9]*\).*/\1/p"; }
prints 'cpu.time is usage_usec' "^$(($(key cpu.stat usage_usec) * 1000))\$" figure cpu.time
prints 'cpu.user is user_usec' "^$(($(key cpu.stat user_usec) * 1000))\$" figure cpu.user
prints 'cpu-stats is usage_usec' "\"cpuTimeNs\": $(($(key cpu.stat usage_usec) * 1000))," \
    twinsh cpu-stats limits --json
# Pages of what has ended go late, so that two looks may differ.
memory_agrees() {
    kib=$(($(of limits memory.current) / 1024))
    [ "$(figure balloon.rss)" = $kib ] && twinsh dommemstat limits | grep -x "rss $kib"
}
becomes 'balloon.rss and dommemstat are memory.current' 20 '^rss' memory_agrees
prints 'what was written is in io.stat' '^[0-9]{7,}$' written
prints 'block.0.wr.bytes is wbytes' "^$(written)\$" figure 'block\.0\.wr\.bytes'
prints 'domblkstat is wbytes' "^vda wr_bytes $(written)\$" twinsh domblkstat limits vda
prints 'top lists it' '^ limits +lxc +running' twinsh top --once
echo 1 >"/sys/fs/cgroup$(cgroup_of limits)/cgroup.freeze"
becomes 'a freeze by hand is told' 20 '"event":"Suspended","detail":"Paused"' cat /tmp/events
echo 0 >"/sys/fs/cgroup$(cgroup_of limits)/cgroup.freeze"
becomes 'a thaw by hand is told' 20 '"event":"Resumed","detail":"Unpaused"' cat /tmp/events
succeeds 'destroy limits' twinsh destroy limits
succeeds 'start limits again' twinsh start limits
prints 'it has what setmem said' "^$((100 * 1048576))\$" of limits memory.max
kill -9 "$(init_of limits)"
becomes 'a killed init is told' 20 '"event":"Stopped","detail":"Crashed"' cat /tmp/events
succeeds 'undefine limits' twinsh undefine limits
becomes 'undefine is told' 20 '"event":"Undefined","detail":"Removed"' cat /tmp/events
for event in '"event":"Started","detail":"Booted"' '"event":"Stopped","detail":"Destroyed"' \
    '"type":"balloon-change".*"actualKiB":"102400"' '"memtune.hard_limit":"92160"' \
    '"cputune.cpu_shares":"2048"' '"cputune.vcpupin0":"1"'; do
    prints "told: $event" "$event" cat /tmp/events
done
kill -INT $events
echo "guest: measured: shares of partitions"
twinvirt-partition-shares 20 | sed 's/^/guest: measured: /'

echo "guest: afterwards"
prints 'nothing is listed' '^$' sh -c 'twinsh list --all --name | tr -d "\n"; echo'
prints 'no container directory is left' '^0$' sh -c 'find /run/twinvirt/lxc -mindepth 1 -type d 2>/dev/null | wc -l'
prints 'no container cgroup is left' '^0$' \
    sh -c 'find /sys/fs/cgroup -type d | grep -cE "/(lxc-[^/]*)?(sh|os|limits)(\.|$)" || true'
prints 'no process of ours is left' '^0$' \
    sh -c 'ps ax -o comm= | grep -cE "^twinvirt-(super|keep)" || true'
prints 'systemd is content' '^(running|starting)$' sh -c 'systemctl is-system-running || true'
echo "guest: end"
