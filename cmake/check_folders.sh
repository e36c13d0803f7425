#!/bin/sh
# usage: check_folders.sh SOURCE_DIRECTORY
# The folder rule of the design: util ◀ model ◀ xml ◀ api ◀ drivers ◀ shell, benchmark. Each line of
# the table says which folders' headers a folder may include. The build runs this and fails on the
# first offence, because a dependency in the wrong direction is cheap to undo on its first day only.
cd "$1" || exit 2

# folder                    may include
rules='
src/util                    util
src/model                   util model
src/xml                     util model xml
src/api                     util model xml api
src/log                     util log
src/image                   util image
src/benchmark               util model xml api image benchmark
src/shell                   util model xml api image log benchmark shell
drivers/lxc                 util model xml api lxc
drivers/lxc/supervisor      util lxc
drivers/lxc/keeper          util lxc
drivers/kvm                 util model xml api image kvm domain_presence.h
drivers/mock                util model xml api mock
drivers                     util model xml api lxc kvm mock driver_table.h domain_presence.h
'
# A library is included only below these paths ("|" between them).
libraries='
libxml/     src/xml|drivers/kvm
spdlog/     src/log|src/shell/main.cpp|src/shell/main/
libvirt/    drivers/kvm
'

includes=$(grep -rnE '^[[:space:]]*#[[:space:]]*include' src drivers --include='*.cpp' --include='*.h')

{
    echo "$rules" | sed '/^$/d; s/^/rule /'
    echo "$libraries" | sed '/^$/d; s/^/library /'
    echo "$includes"
} | awk '
$1 == "rule" {
    for (i = 3; i <= NF; ++i) allowed[$2, $i] = 1
    text[$2] = $0; sub(/^rule [^ ]+ +/, "", text[$2])
    split($2, part, "/"); known[part[length(part)]] = 1
    next
}
$1 == "library" { where[$2] = $3; next }
{
    split($0, field, ":")
    file = field[1]; line = field[2]
    header = $0; sub(/^[^"<]*["<]/, "", header); sub(/[">].*$/, "", header)

    folder = file; sub(/\/[^\/]*$/, "", folder)          # the deepest folder that has a rule
    while (folder != "" && !(folder in text)) if (!sub(/\/[^\/]*$/, "", folder)) folder = ""
    first = header; sub(/\/.*$/, "", first)
    # The program alone knows the table of drivers.
    if (header == "driver_table.h" && file == "src/shell/main.cpp") next
    local = !(first in known) && header != "driver_table.h" && header != "domain_presence.h"
    if ($0 ~ /include *"/ && !local && !((folder, first) in allowed))
        offend("may include only: " text[folder])
    for (library in where)
        if (index(header, library) == 1 && file !~ ("^(" where[library] ")"))
            offend("the library is for " where[library] " only")
}
function offend(why) {
    printf "%s:%s: folder rule: %s includes \"%s\"; %s\n", file, line, folder, header, why
    bad = 1
}
END { exit bad }'
