#!/bin/sh
# What `cmake --install` puts below a DESTDIR is whole: twinsh starts from there and finds its
# library, its modules, its static programs, its schemas and its examples.
# usage: install_test.sh BUILD_DIRECTORY
set -eu
build=$1
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
fail() { echo "$1"; exit 1; }

DESTDIR=$root cmake --install "$build" --prefix /usr >/dev/null
twinsh=$root/usr/bin/twinsh

"$twinsh" --version >/dev/null || fail 'twinsh does not start'
# A verb that needs the driver table and the schemas, without root.
"$twinsh" -c mock:///default "define --validate $root/usr/share/twinvirt/xml-examples/lxc/sh.xml; list --all" |
    grep -qE ' sh +shut off' || fail 'sh.xml was not defined'

for program in twinvirt-supervisor twinvirt-keeper twinvirt-bench-probe; do
    file=$root/usr/libexec/twinvirt/$program
    [ -x "$file" ] || fail "$program is not installed"
    ! readelf -l "$file" | grep -q INTERP || fail "$program is not static"
done
for part in share/twinvirt/schemas/domain.rng share/twinvirt/schemas/benchmark-result.schema.json share/twinvirt/xml-examples/benchmark/serial-boot-quick.xml; do
    [ -s "$root/usr/$part" ] || fail "$part is not installed"
done
unit=$root/usr/lib/systemd/system/twinvirt-autostart.service
grep -q '^ExecStart=/usr/bin/twinsh .*autostart-all$' "$unit" || fail 'the autostart unit runs something else'
[ -s "$(find "$root/usr/lib" -name kvm.so)" ] || fail 'the KVM module is not installed'

# Nothing outside of where the FHS has a place for it, and no way back into the build directory.
strangers=$(find "$root" -type f | sed "s,^$root,," |
    grep -vE '^/(usr/(bin|libexec/twinvirt|lib(/[^/]+)?/twinvirt|share/twinvirt|share/doc/twinvirt|share/man|share/bash-completion/completions)|usr/lib/systemd/system)/' || true)
[ -z "$strangers" ] || fail "installed where they do not belong: $strangers"
for file in $(find "$root" -type f \( -perm -u+x -o -name '*.so' \)); do
    ! readelf -d "$file" 2>/dev/null | grep -E 'R(UN)?PATH' | grep -q "$build" ||
        fail "$file looks for libraries in $build"
done
# The links into the source tree that a build directory has must not be installed.
[ -z "$(find "$root" -xtype l)" ] || fail "dangling links: $(find "$root" -xtype l)"
