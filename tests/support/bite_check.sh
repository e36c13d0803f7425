#!/usr/bin/env bash
# bite_check.sh [-d SCRATCH] [PATTERN]
#
# Does every protection have a test that notices when it is taken out? For each row of
# bite_mutations.sh whose name holds PATTERN: changes the source in a scratch copy, builds, runs the
# test that has to fail, and takes the change back. Prints a table; exit code 1 when a row does not
# bite, does not apply or does not build. A row that no test can notice says why instead.
#
# Not part of the suite: more than a hundred builds. Needs root, and the tests of build/release built
# of the same source. A weakened build
# runs in namespaces of its own, so that what it does to "the host" goes with it.
set -euo pipefail

source=$(cd "$(dirname "$0")/../.." && pwd)
scratch=$source/build/bite # kept, so that the next run builds less
while getopts d: option; do
    case $option in
    d) scratch=$OPTARG ;;
    *) exit 2 ;;
    esac
done
shift $((OPTIND - 1))
pattern=${1:-}
mkdir -p "$scratch"
tree=$scratch/tree
build=$tree/build/release # as deep as the usual one, so that ccache knows the objects
export CCACHE_BASEDIR=$tree
clean=$scratch/clean # the source as it was when this began
usual=$source/build/release
log=$scratch/log
failures=0

# Only what differs, and as new: the objects of an interrupted run may be those of a mutation.
copy() {
    local file
    rm -rf "$clean"
    mkdir -p "$tree" "$clean"
    git -C "$source" ls-files -z --cached --others --exclude-standard |
        tar -C "$source" --null -T - -cf - | tar -C "$clean" -xf -
    while read -r file; do
        cmp -s "$clean/$file" "$tree/$file" && continue
        mkdir -p "$tree/$(dirname "$file")"
        cp "$clean/$file" "$tree/$file"
    done < <(cd "$clean" && find . -type f)
    (cd "$tree" && find . -path ./build -prune -o -type f -print) | while read -r file; do
        [ -e "$clean/$file" ] || rm "$tree/$file"
    done
}
# Only what runs inside or makes the container: these programs stand in for those of the usual build,
# whose tests are run. A row about the driver itself ("whole") builds the test program too.
make() {
    local targets=(twinvirt-supervisor twinvirt-keeper twinvirt-enter)
    case $1 in
    faulty) targets+=(twinvirt-supervisor-faulty) ;;
    whole) targets+=(lxc_driver_real) ;;
    esac
    cmake --build "$build" --target "${targets[@]}" >"$log" 2>&1
}
# run KIND FILTER: the tests on what was built, in namespaces of their own, in which the
# host's files are read-only: a build without its protections, or a test that cleans up after it,
# may do anything. The shell is there to reap orphans, as PID 1 does.
run() {
    local program=$usual/tests/lxc_launch_real
    case $1 in
    driver) program=$usual/tests/lxc_driver_real ;;
    whole) program=$build/tests/lxc_driver_real ;;
    esac
    timeout 300 unshare --mount --uts --ipc --net --pid --fork --kill-child --mount-proc \
        bash -ec '
            while read -r _ _ _ _ point _; do
                case $point in /proc* | /sys* | /dev*) continue ;; esac
                mount -o remount,bind,ro "$point"
            done </proc/self/mountinfo
            [ "$1" = whole ] || mount --bind "$2/libexec" "$3/libexec"
            if [ "$1" = faulty ]; then # it tries to write to its own program
                mount --bind "$2/tests/faulty" "$3/tests/faulty"
                mount -o remount,bind,rw "$3/tests/faulty"
            fi
            mount -t tmpfs tmpfs /mnt # to where we are, should that be below /tmp
            mkdir /mnt/source /mnt/scratch
            mount --rbind "$4" /mnt/source
            mount --rbind "$5" /mnt/scratch
            mount -t tmpfs tmpfs /tmp
            mount -t tmpfs tmpfs /run
            [ -e "$4" ] || { mkdir -p "$4" && mount --rbind /mnt/source "$4"; }
            [ -e "$5" ] || { mkdir -p "$5" && mount --rbind /mnt/scratch "$5"; }
            shift 5
            ip link set lo up # or every test of a network would skip
            if touch /usr/share/.twinvirt-bite 2>/dev/null; then exit 99; fi
            status=0
            "$@" || status=$?
            exit $status' - "$1" "$build" "$usual" "$source" "$scratch" "$program" --gtest_filter="$2" >"$log" 2>&1
}
say() { printf '%-52s %-14s %s\n' "$1" "$2" "$3"; }

# mutation NAME 'FILE…' SED launch|faulty|driver|whole FILTER
mutation() {
    local name=$1 files=$2 edit=$3 program=$4 filter=$5 file verdict
    [[ $name == *"$pattern"* ]] || return 0
    verdict=bites
    for file in $files; do
        sed -E -i "$edit" "$tree/$file"
        cmp -s "$tree/$file" "$clean/$file" && verdict='does not apply'
    done
    if [ "$verdict" = bites ]; then
        if ! make "$program"; then
            verdict='does not build'
        elif run "$program" "$filter"; then
            verdict='NO BITE'
            grep -q '^\[  PASSED  \] 0 tests' "$log" && verdict='no such test'
            grep -q '^\[  SKIPPED \]' "$log" && verdict=skipped
        elif ! grep -q '^\[  FAILED  \]' "$log"; then
            verdict='did not run'
        fi
    fi
    [ "$verdict" = bites ] || [ "$verdict" = skipped ] || { failures=1; cp "$log" "$scratch/failed.$((++count)).log"; }
    say "$name" "$verdict" "$filter"
    for file in $files; do
        cp "$clean/$file" "$tree/$file"
    done
}

# untestable NAME REASON
untestable() {
    [[ $1 == *"$pattern"* ]] && say "$1" 'no test can' "$2" || true
}

# With the flags of the usual build, so that ccache has all that a row does not change; but what is
# taken out leaves functions and arguments that nobody uses, which is no error here.
cat >"$scratch/compile" <<'EOF'
#!/usr/bin/env bash
cache=$(command -v ccache || true)
$cache "$@" 2>/dev/null || exec $cache "${@/#-Werror/-Wno-error}"
EOF
chmod +x "$scratch/compile"
count=0
copy
cmake -S "$tree" -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=RelWithDebInfo \
    -DTWINVIRT_WARNINGS_AS_ERRORS=ON -DCCACHE="$scratch/compile" >"$log" 2>&1 ||
    { tail -20 "$log"; exit 1; }
make launch || { tail -20 "$log"; exit 1; }
say PROTECTION VERDICT 'TEST, OR WHY THERE IS NONE'
. "$clean/tests/support/bite_mutations.sh"
exit $failures
