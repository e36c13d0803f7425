#!/bin/sh
# The Debian packages whose shared libraries the programs below DIRECTORY load, one a line; a library
# of the directory itself is none. usage: needed_packages.sh DIRECTORY
set -eu
find "$1" -type f \( -perm -u+x -o -name '*.so' \) -exec ldd {} + 2>/dev/null |
    sed -n 's/.*=> \(\/[^ ]*\) (0x.*/\1/p' | sort -u | grep -v "^$(readlink -f "$1")/" |
    while read -r library; do
        dpkg-query -S "$library" "$(readlink -f "$library")" 2>/dev/null || true
    done | sed 's/:.*//' | sort -u
