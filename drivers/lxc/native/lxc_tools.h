#pragma once

#include "api/native_format.h"

namespace twinvirt::lxc {

/// The definition that a configuration of LXC describes, of version 1, 2 or 3 and later, as
/// libvirt's virConnectDomainXMLFromNative reads it, and more: see import_table.cpp for the keys
/// and docs/reference.md for what differs. Every key that has no counterpart is in the notes.
/// argumentUnsupported for lxc.mount and lxc.mount.fstab, invalidArgument for a wrong value.
Result<NativeImport> importLxcConfig(const NativeSource& source);

/// The definition in the keys of LXC 3 and later; the limits in those of cgroup v1 and of v2.
Result<NativeExport> exportLxcConfig(const DomainDefinition& definition);

/// Both, under libvirt's name "lxc-tools".
NativeFormat lxcToolsFormat();

} // namespace twinvirt::lxc
