#!/usr/bin/env bash
# usage: cold_verbs.sh [ROUNDS] [BUILD]
#
# What the other commands about containers cost, cold, as whole commands, each against its measure:
#   start, destroy          the floor of cold_start.sh
#   exec NAME -- /bin/true  nsenter(1), a small program that joins the same namespaces
#   list --all              its time at 500 domains, 250 of them running, and at twice as many
#   memory                  the PSS of all our processes for each of 50 idle containers
# The containers, up to 500 of them, live in a state of their own. Root. Not part of ./dev test.
set -euo pipefail
source "$(dirname "$0")/cold.bash"
coldSetUp "${1:-15}" "${2:-}"
twin() { "$twinsh" -c "$uri" "$@" >/dev/null; }
id=cold$$

define() { # FROM TO: domains $id-NUMBER that sleep
    local number command=
    for ((number = $1; number <= $2; number++)); do
        printf "<domain type='lxc'><name>%s</name><memory unit='KiB'>65536</memory><os><type>exe</type>
            <init>/bin/sleep</init><initarg>infinity</initarg></os></domain>" "$id-$number" \
            >"$state/$number.xml"
        command+="define $state/$number.xml;"
    done
    twin "$command"
}
forEach() { # VERB FROM TO
    local number command=
    for ((number = $2; number <= $3; number++)); do command+="$1 $id-$number;"; done
    twin "$command"
}
running=0
run() { # TO: containers 1 to TO run
    forEach start $((running + 1)) "$1"
    running=$1
}
coldCleanUp() { [ "$running" -eq 0 ] || forEach destroy 1 "$running" 2>/dev/null || true; }

define 0 500
floor() { stopwatch "$tests/twinvirt-container_floor" /bin/true; }
start() {
    stopwatch "$twinsh" -c "$uri" start "$id-0"
    twin destroy "$id-0"
}
destroy() {
    twin start "$id-0"
    stopwatch --gone "$runDirectory/$id-0" "$twinsh" -c "$uri" destroy "$id-0"
}
coldRounds floor start destroy

run 1
init=$(sed -n 's/^init_pid=//p' "$runDirectory/$id-1/status")
bareExec() { stopwatch "$(command -v nsenter)" -t "$init" -m -u -i -p -C /bin/true; }
ourExec() { stopwatch "$twinsh" -c "$uri" exec "$id-1" -- /bin/true; }
coldRounds bareExec ourExec

run 50
memory=$(for status in "$runDirectory"/*/status; do
    awk '/^Pss:/ { print $2 }' "/proc/$(sed -n 's/^supervisor_pid=//p' "$status")/smaps_rollup"
done | awk '{ sum += $1 } END { printf "%.0f", sum / NR }')

run 250
half() { stopwatch "$twinsh" -c "$uri" list --all; }
coldRounds half
define 501 1000
run 500
full() { stopwatch "$twinsh" -c "$uri" list --all; }
coldRounds full

report() { # WHAT TIME MEASURE "OF WHAT" GOAL
    awk -v what="$1" -v time="$2" -v measure="$3" -v of="$4" -v goal="$5" 'BEGIN {
        printf "%-28s %7.2f ms, %5.2f of %s (goal %s)\n", what, time / 1000, time / measure, of, goal }'
}
printf 'floor                        %7.2f ms (medians of %d)\n' "$(coldMedian floor | awk '{ print $1 / 1000 }')" "$rounds"
report "start" "$(coldMedian start)" "$(coldMedian floor)" "the floor" 1.8
report "destroy, nothing left" "$(coldMedian destroy)" "$(coldMedian floor)" "the floor" 1.5
report "exec NAME -- /bin/true" "$(coldMedian ourExec)" "$(coldMedian bareExec)" "nsenter" 1.8
report "list --all, 1000/500 running" "$(coldMedian full)" "$(coldMedian half)" "500/250 running" "15 ms, 2.0"
printf 'memory of ours, 50 running   %7d KiB for each container (goal 100)\n' "$memory"
