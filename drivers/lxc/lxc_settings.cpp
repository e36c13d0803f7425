#include "lxc/lxc_settings.h"

#include "api/domain_file_name.h"
#include "lxc/domain_lock.h"
#include "lxc/layers.h"

#include <algorithm>
#include <cstdio>

namespace twinvirt::lxc {

Result<void> LxcSettings::setAutostart(const DomainIdentity& domain, bool autostart) {
    TRY(requireDomain(context_, domain));
    const auto lock = TRY(DomainLock::acquire(context_.paths, domain.name));
    if (!context_.store.contains(domain.name))
        return operationInvalid("cannot set autostart for transient domain");
    return context_.store.setAutostart(domain.name, autostart);
}

/// What is kept of the last run goes with the name; without it nothing is lost but that.
static void moveLastRun(const StatePaths& paths, const std::string& name,
                        const std::string& newName) {
    const auto from = paths.runDirectory(name);
    const auto to = paths.runDirectory(newName);
    ::rename(from.lastEnd().c_str(), to.lastEnd().c_str());
    ::rename(from.lastConsole().c_str(), to.lastConsole().c_str());
}

/// The messages are libvirt's.
Result<void> LxcSettings::renameDomain(const DomainIdentity& domain, const std::string& name) {
    TRY(requireDomain(context_, domain));
    TRY(checkDomainName(name));
    if (name == domain.name)
        return operationInvalid("Can't rename domain to itself");
    // In one order, so that two who swap names do not wait for each other.
    const auto first = TRY(DomainLock::acquire(context_.paths, std::min(domain.name, name)));
    const auto second = TRY(DomainLock::acquire(context_.paths, std::max(domain.name, name)));
    const auto record = TRY(requireDomain(context_, domain));
    if (record.id)
        return operationInvalid("cannot rename active domain");
    if (const auto taken = recordOf(context_, name))
        return operationInvalid("domain with name '" + name + "' already exists");
    auto definition = TRY(context_.store.load(domain.name));
    definition.name = name;
    TRY(recordLayers(context_.paths, definition));
    if (const auto renamed = context_.store.rename(domain.name, name); !renamed) {
        forgetLayers(context_.paths, name);
        return renamed.error();
    }
    forgetLayers(context_.paths, domain.name);
    moveLastRun(context_.paths, domain.name, name);
    if (context_.crashed.erase(domain.name) != 0)
        context_.crashed.insert(name);
    return {};
}

} // namespace twinvirt::lxc
