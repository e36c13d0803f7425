# What cold_start.sh and cold_verbs.sh share; they source it.

# coldSetUp ROUNDS [BUILD]: sets `rounds`, `twinsh`, `tests`, and a state of its own for the driver:
# `state`, `uri`, `runDirectory`. Removed at the end, after `coldCleanUp`, which the script may define.
coldSetUp() {
    rounds=$1
    local build=${2:-$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)/build/release}
    twinsh=$build/bin/twinsh
    tests=$build/tests
    [ -x "$tests/twinvirt-stopwatch" ] || { echo "$0: $build holds no build" >&2; exit 2; }
    # In memory, as /run is.
    state=$(mktemp -d /dev/shm/twinvirt-cold-XXXXXX)
    mkdir -p "$state/root"
    uri="lxc:///embed?root=$state/root"
    runDirectory=$state/root/run/twinvirt/lxc
    trap 'coldCleanUp; rm -rf "$state"' EXIT
}
coldCleanUp() { :; }

# stopwatch [--gone PATH] PROGRAM [ARGUMENT]...: microseconds, cold.
stopwatch() { "$tests/twinvirt-stopwatch" --idle "${idle:-200}" "$@" 2>>"$state/errors"; }

# coldRounds ARM...: runs each arm, a function that prints microseconds, once to warm the page cache
# and then `rounds` times, in turns, the order turned round each time.
coldRounds() {
    local arm round order
    for arm in "$@"; do "$arm" >/dev/null || coldFail "$arm"; done
    for ((round = 0; round < rounds; round++)); do
        if ((round % 2)); then order=$(printf '%s\n' "$@"); else order=$(printf '%s\n' "$@" | tac); fi
        for arm in $order; do "$arm" >>"$state/times-$arm" || coldFail "$arm"; done
    done
}
coldFail() {
    echo "$0: $1 failed:" >&2
    tail -5 "$state/errors" >&2
    exit 1
}

# coldMedian ARM: of its times, in microseconds.
coldMedian() { sort -n "$state/times-$1" | awk '{ v[NR] = $1 } END { print (v[int((NR + 1) / 2)] + v[int(NR / 2) + 1]) / 2 }'; }
