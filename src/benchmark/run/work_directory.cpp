#include "benchmark/run/work_directory.h"

#include <sys/stat.h>

#include <filesystem>
#include <stdlib.h>

namespace twinvirt::bench {

Result<WorkDirectory> WorkDirectory::create(const std::string& parent) {
    std::string path = parent + "/twinvirt-bench-XXXXXX";
    if (::mkdtemp(path.data()) == nullptr)
        return systemError("create directory '" + path + "'");
    if (::chmod(path.c_str(), 0755) != 0)
        return systemError("chmod '" + path + "'");
    return WorkDirectory(path);
}

WorkDirectory::~WorkDirectory() {
    std::error_code ignored; // nobody is left to be told; what stays is named after us
    if (!path_.empty())
        std::filesystem::remove_all(path_, ignored);
}

} // namespace twinvirt::bench
