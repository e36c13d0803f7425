#!/bin/sh
# usage: static_start_test.sh BUILD_DIRECTORY
# twinsh loads the C library at its start and nothing else (cmake/StaticStart.cmake), reads what only
# iconv(3) can decode, and refuses by name an encoding that nobody knows.
set -eu
twinsh=$1/bin/twinsh
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT

loaded=$(ldd "$twinsh" | awk '{ print $1 }' | grep -vE '^(linux-vdso|libc|libm|/lib.*/ld-)' || true)
[ -z "$loaded" ] || { echo "loaded at each start: $loaded" >&2; exit 1; }

definition() { # ENCODING: a title of one Cyrillic letter, 0xC1
    printf '<?xml version="1.0" encoding="%s"?>\n<domain type="lxc"><name>x</name><title>\301</title>' "$1"
    printf '<memory>1000</memory><os><type>exe</type><init>/bin/true</init></os></domain>\n'
}
definition KOI8-R >"$directory/known.xml"
definition x-nonsense >"$directory/unknown.xml"
"$twinsh" -c mock:///default "define $directory/known.xml; dumpxml x" | grep -q 'а' ||
    { echo "KOI8-R was not decoded" >&2; exit 1; }
if "$twinsh" -c mock:///default define "$directory/unknown.xml" 2>"$directory/error"; then
    echo "an unknown encoding was accepted" >&2
    exit 1
fi
grep -q 'nsupported encoding.*x-nonsense' "$directory/error" || { cat "$directory/error" >&2; exit 1; }
