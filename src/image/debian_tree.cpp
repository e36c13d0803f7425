#include "image/command.h"
#include "image/debian_files.h"
#include "image/root_tree.h"
#include "image/tree_directory.h"

#include <algorithm>
#include <cctype>
#include <unistd.h>

namespace twinvirt {

/// Suites and packages become arguments of a program; Debian's names are of these characters
/// (Debian Policy 5.6.1), which rules out options, paths and lists in a name.
static bool isDebianName(const std::string& name) {
    const auto allowed = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '+' || c == '.';
    };
    return !name.empty() && std::isalnum(static_cast<unsigned char>(name.front())) != 0 &&
           std::all_of(name.begin(), name.end(), allowed);
}

static Result<void> checkNames(const std::string& suite, const std::vector<std::string>& include) {
    if (!isDebianName(suite))
        return Error{ErrorCode::invalidArgument,
                     "check suite '" + suite +
                         "': not the name of a Debian release (bookworm, trixie)"};
    for (const auto& package : include)
        if (!isDebianName(package))
            return Error{ErrorCode::invalidArgument,
                         "check package '" + package + "': not the name of a Debian package"};
    return {};
}

static std::string joined(std::vector<std::string> names, const std::vector<std::string>& more) {
    names.insert(names.end(), more.begin(), more.end());
    std::string list;
    for (const auto& name : names)
        list += (list.empty() ? "" : ",") + name;
    return list;
}

Result<void> createDebianTree(const std::string& directory, const std::string& suite,
                              Progress& progress, const std::vector<std::string>& include) {
    TRY(checkNames(suite, include));
    if (::geteuid() != 0)
        return Error{ErrorCode::accessDenied, "create tree '" + directory +
                                                  "': a Debian tree has files of many owners; "
                                                  "run it as root"};
    const std::string program = TRY(findProgram("mmdebstrap", "mmdebstrap"));
    Rollback rollback;
    TRY(prepareTreeDirectory(directory, rollback));
    double reached = 0;
    const auto onLine = [&](const std::string& line) {
        const double fraction = debianProgress(line);
        if (fraction <= reached)
            return;
        reached = fraction;
        progress.report(line.substr(3), fraction);
    };
    // mode=root: the tree's owners are real ids. mmdebstrap mounts /proc and /dev in a mount
    // namespace of its own, so that nothing of it is left when it is killed.
    TRY_WITHIN("create tree '" + directory + "'",
               runCommand(program,
                          {"--mode=root", "--variant=minbase",
                           "--include=" + joined(debianPackages(), include), suite, directory},
                          std::chrono::minutes(30), onLine));
    TRY(writeDebianFiles(directory));
    progress.report("done", 1.0);
    rollback.dismiss();
    return {};
}

} // namespace twinvirt
