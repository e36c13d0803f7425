#!/bin/sh
# The folder rule bites: a header taken from the wrong side is reported with its line and the rule.
# usage: check_folders_test.sh CHECK_FOLDERS
set -eu
check=$1
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
mkdir -p "$tree/src/util" "$tree/src/shell" "$tree/drivers/lxc/supervisor"

# refused FILE LINE EXPECTED: the one line in the file is an offence, and the report says so.
refused() {
    mkdir -p "$(dirname "$tree/$1")"
    echo "$2" >"$tree/$1"
    if report=$("$check" "$tree"); then
        echo "not reported: $1: $2"
        exit 1
    fi
    case $report in
        *"$1:1:"*"$3"*) ;;
        *) echo "expected '$3' at $1:1, got: $report"; exit 1 ;;
    esac
    rm "$tree/$1"
}
allowed() {
    mkdir -p "$(dirname "$tree/$1")"
    echo "$2" >"$tree/$1"
    "$check" "$tree"
}

refused src/util/a.cpp '#include "model/memory.h"' 'may include only: util'
refused src/api/a.cpp '#include "lxc/launch_spec.h"' 'may include only: util model xml api'
refused src/shell/commands/a.cpp '#include "lxc/launch_spec.h"' 'src/shell includes'
refused src/shell/a.cpp '#include "driver_table.h"' 'src/shell includes'
refused drivers/lxc/supervisor/a.cpp '#include "xml/domain_xml.h"' 'may include only: util lxc'
refused drivers/lxc/a.cpp '#include <libxml/tree.h>' 'the library is for src/xml'
refused src/benchmark/a.cpp '#  include <libvirt/libvirt.h>' 'the library is for drivers/kvm'
refused src/model/a.cpp '#include <spdlog/spdlog.h>' 'the library is for src/log'
allowed src/shell/main.cpp '#include "driver_table.h"'
allowed drivers/lxc/supervisor/b.cpp '#include "lxc/launch_spec.h"'
allowed src/util/b.cpp '#include <vector>'
