#include "image/command.h"
#include "image/debian_files.h"
#include "image/root_tree.h"
#include "image/tree_directory.h"

#include <algorithm>
#include <unistd.h>

namespace twinvirt {

static std::string joined(const std::vector<std::string>& names) {
    std::string list;
    for (const auto& name : names)
        list += (list.empty() ? "" : ",") + name;
    return list;
}

/// A suite becomes an argument of a program and part of an address.
static Result<void> checkSuite(const std::string& suite) {
    const auto allowed = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    };
    if (!suite.empty() && suite.front() != '-' && std::all_of(suite.begin(), suite.end(), allowed))
        return {};
    return Error{ErrorCode::invalidArgument,
                 "check suite '" + suite +
                     "': not the name of a Debian release (bookworm, trixie)"};
}

Result<void> createDebianTree(const std::string& directory, const std::string& suite,
                              Progress& progress) {
    TRY(checkSuite(suite));
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
                           "--include=" + joined(debianPackages()), suite, directory},
                          std::chrono::minutes(30), onLine));
    TRY(writeDebianFiles(directory));
    progress.report("done", 1.0);
    rollback.dismiss();
    return {};
}

} // namespace twinvirt
