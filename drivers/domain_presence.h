#pragma once

#include <string>
#include <vector>

namespace twinvirt {

/// Where a driver keeps one NAME.xml (or one directory NAME) for each domain.
using DomainDirectories = std::vector<std::string>;

/// Could one of these directories hold a domain that `key` (name, UUID or id; empty: any) names?
/// Looks at file names first and, for a UUID or an id, into the files: no driver, no daemon. A
/// directory that cannot be read counts as "yes": the driver then says why.
bool mayHaveDomain(const DomainDirectories& directories, const std::string& key);

/// libvirt's own directories for the QEMU driver of this user: of the system, or of the session.
DomainDirectories libvirtQemuDirectories(bool session);

} // namespace twinvirt
