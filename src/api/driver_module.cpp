#include "api/driver_module.h"

#include <dlfcn.h>

namespace twinvirt {

Result<std::unique_ptr<Driver>> openDriverModule(const std::string& file, const ConnectionUri& uri,
                                                 const InstallPaths& paths) {
    // RTLD_LOCAL: libvirt and its forty libraries stay the module's own affair.
    void* module = ::dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (module == nullptr)
        return Error{ErrorCode::noConnect,
                     std::string("cannot load driver module: ") + ::dlerror()};
    void* symbol = ::dlsym(module, driverModuleFactory);
    if (symbol == nullptr)
        return Error{ErrorCode::noConnect, "cannot load driver module: " + file +
                                               " does not define " + driverModuleFactory};
    Result<std::unique_ptr<Driver>> driver = Error{
        ErrorCode::internalError, "driver module " + file + " opened no driver and gave no reason"};
    reinterpret_cast<OpenDriverFunction*>(symbol)(uri, paths, driver);
    return driver;
}

} // namespace twinvirt
