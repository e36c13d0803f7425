#include "driver_table.h"

#include "api/driver_module.h"
#include "domain_presence.h"
#include "mock/mock_driver.h"
#ifdef TWINVIRT_HAVE_LXC
#include "lxc/elements.h"
#include "lxc/lxc_driver.h"
#include "lxc/native/lxc_tools.h"
#endif

namespace twinvirt {

namespace {

bool kvmMayHave(const ConnectionUri& uri, const std::string& key) {
    if (uri.scheme == "test" || !uri.root.empty())
        return true; // lives in the process, or in a tree whose layout is libvirt's own
    return mayHaveDomain(libvirtQemuDirectories(uri.path == "/session"), key);
}

/// The module is loaded here and nowhere else: a command about containers never pays for libvirt.
Result<std::unique_ptr<Driver>> openKvm(const ConnectionUri& uri, const InstallPaths& paths) {
    return openDriverModule(paths.modules + "/kvm.so", uri, paths);
}

#ifdef TWINVIRT_HAVE_LXC
/// Containers meet machines on libvirt's networks (design decision 11) and in its storage pools;
/// the module is loaded by the first container that has such an interface or file system.
Result<std::unique_ptr<Driver>> openLxc(const ConnectionUri& uri, const InstallPaths& paths) {
    auto libvirt = std::make_shared<std::unique_ptr<Driver>>();
    return lxc::openLxcDriver(uri, paths, [libvirt, paths]() -> Result<Driver*> {
        if (!*libvirt)
            *libvirt = TRY(openKvm({"qemu", "/system", ""}, paths));
        return libvirt->get();
    });
}
#endif

bool mockMayHave(const ConnectionUri&, const std::string&) {
    return true;
}

} // namespace

/// The one list of drivers. In twin:///system the order is the order of listing and of looking up.
const DriverTable& driverTable() {
    static const DriverTable table{
#ifdef TWINVIRT_HAVE_LXC
        {"lxc",
         {"lxc"},
         {DomainType::lxc},
         true,
         openLxc,
         lxc::mayHaveContainer,
         {lxc::lxcToolsFormat()},
         lxc::elementRules},
#endif
        {"kvm",
         {"qemu", "test"},
         {DomainType::kvm, DomainType::qemu, DomainType::test},
         true,
         openKvm,
         kvmMayHave},
        {"mock",
         {"mock"},
         {DomainType::test, DomainType::lxc, DomainType::kvm, DomainType::qemu},
         false,
         mock::openMockDriver,
         mockMayHave},
    };
    return table;
}

} // namespace twinvirt
