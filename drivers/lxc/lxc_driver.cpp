#include "lxc/lxc_driver.h"

#include "lxc/elements.h"
#include "lxc/lxc_driver_class.h"

#include <algorithm>
#include <unistd.h>

namespace twinvirt::lxc {

Result<std::unique_ptr<Driver>> openLxcDriver(const ConnectionUri& uri, const InstallPaths& paths,
                                              LibvirtSource libvirt) {
    const bool embedded = uri.path == "/embed";
    if (uri.path != "/system" && uri.path != "/" && !uri.path.empty() && !embedded)
        return Error{ErrorCode::invalidArgument,
                     "open '" + uri.toString() +
                         "': unknown path; write lxc:///system or lxc:///embed?root=DIR"};
    if (embedded != !uri.root.empty() || (embedded && !uri.root.starts_with('/')))
        return Error{ErrorCode::invalidArgument,
                     "open '" + uri.toString() +
                         "': a root of its own is written lxc:///embed?root=/absolute/path"};
    const auto state = StatePaths::of(uri);
    DriverContext context{uri, paths, state, DomainStore(state.definitions()), std::move(libvirt),
                          {},  {},    {}};
    return std::unique_ptr<Driver>(std::make_unique<LxcDriver>(std::move(context)));
}

bool mayHaveContainer(const ConnectionUri& uri, const std::string& key) {
    const bool number =
        std::all_of(key.begin(), key.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (number || Uuid::parse(key)) // an empty key is a number without digits
        return true;
    const auto paths = StatePaths::of(uri);
    return DomainStore(paths.definitions()).contains(key) ||
           ::access(paths.runDirectory(key).path.c_str(), F_OK) == 0;
}

LxcDriver::LxcDriver(DriverContext context)
    : context_(std::move(context)), guest_(context_), host_(context_), clones_(context_),
      settings_(context_), resources_(context_), monitor_(context_), interfaces_(context_),
      devices_(context_) {}

Result<std::vector<ElementNote>> LxcDriver::check(const DomainDefinition& definition) {
    auto notes = checkElements(definition);
    for (auto& warning : warnOfSharing(definition))
        notes.push_back(std::move(warning));
    return notes;
}

} // namespace twinvirt::lxc
