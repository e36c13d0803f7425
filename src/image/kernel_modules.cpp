#include "image/kernel_modules.h"

#include "util/atomic_file.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <sstream>

namespace twinvirt {

namespace fs = std::filesystem;

/// A module is called by its name with '_' wherever its file has '-' (man 8 modprobe).
static std::string moduleName(std::string name) {
    std::replace(name.begin(), name.end(), '-', '_');
    return name;
}

using ModuleFiles = std::map<std::string, std::string>;

static Result<ModuleFiles> listModules(const std::string& directory) {
    ModuleFiles files;
    std::error_code error;
    fs::recursive_directory_iterator walk(directory, error);
    for (; !error && walk != fs::recursive_directory_iterator(); walk.increment(error)) {
        const std::string name = walk->path().filename();
        const auto suffix = name.find(".ko");
        if (suffix != std::string::npos)
            files[moduleName(name.substr(0, suffix))] = walk->path();
    }
    if (error)
        return systemError("read modules '" + directory + "'", error.value());
    return files;
}

/// The names after "depends=" in the module's .modinfo: strings that end in a zero byte.
static Result<std::vector<std::string>> dependenciesOf(const std::string& path) {
    if (!path.ends_with(".ko"))
        return Error{ErrorCode::configUnsupported,
                     "load module '" + path + "': compressed modules are not supported"};
    const std::string content = TRY(readFile(path));
    const std::string key = std::string(1, '\0') + "depends=";
    std::vector<std::string> names;
    const auto at = content.find(key);
    if (at == std::string::npos)
        return names;
    std::istringstream list(
        content.substr(at + key.size(), content.find('\0', at + key.size()) - at - key.size()));
    for (std::string name; std::getline(list, name, ',');)
        names.push_back(name);
    return names;
}

static Result<void> addInOrder(const ModuleFiles& files, const std::string& name,
                               std::vector<std::string>& ordered) {
    const auto found = files.find(moduleName(name));
    if (found == files.end() ||
        std::find(ordered.begin(), ordered.end(), found->second) != ordered.end())
        return {};
    for (const auto& dependency : TRY(dependenciesOf(found->second)))
        TRY(addInOrder(files, dependency, ordered));
    ordered.push_back(found->second);
    return {};
}

Result<std::vector<std::string>> resolveModules(const KernelImage& kernel,
                                                const std::vector<std::string>& names) {
    const ModuleFiles files = TRY(listModules(kernel.modules));
    std::vector<std::string> ordered;
    for (const auto& name : names)
        TRY(addInOrder(files, name, ordered));
    return ordered;
}

Result<std::vector<InitramfsFile>> bootModules(const KernelImage& kernel,
                                               const std::vector<std::string>& names) {
    std::vector<InitramfsFile> extra;
    for (const auto& path : TRY(resolveModules(kernel, names))) {
        const std::string number = std::to_string(100 + extra.size()).substr(1);
        extra.push_back(
            {path, "lib/modules/boot/" + number + "-" + fs::path(path).filename().string(), 0644});
    }
    return extra;
}

const std::vector<std::string>& powerButtonModules() {
    static const std::vector<std::string> names = {"button", "evdev"};
    return names;
}

} // namespace twinvirt
