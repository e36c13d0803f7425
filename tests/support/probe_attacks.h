#pragma once

namespace twinvirt::probe {

/// Tries what a container must not be able to do, and prints "VERB ARGUMENT: done" or why not:
///   remount PATH   makes a read-only mount writable      umount PATH   uncovers what is below
///   mkdir PATH     makes a directory                     make PATH     makes a file
///   mknod b:8:0    makes a device node in /tmp, opens it abstract NAME connects to a socket
///   look-into PREFIX waits for another process whose command line begins so, and reads its
///                  descriptors or traces it
///   cgroup-v1 PATH mounts a v1 cgroup tree there         unshare-all   new namespaces
/// True when `verb` is one of these; each uses one argument.
bool attack(const char* verb, const char* argument);

} // namespace twinvirt::probe
