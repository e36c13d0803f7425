#include "benchmark/run/digests.h"

#include "image/command.h"
#include "util/atomic_file.h"

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <unistd.h>

namespace twinvirt::bench {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t digits = 64; // of a SHA-256

/// The digests of the files, in their order.
Result<std::vector<std::string>> sha256Of(const std::vector<std::string>& files) {
    if (files.empty())
        return std::vector<std::string>{};
    const std::string program = TRY(findProgram("sha256sum", "coreutils"));
    std::vector<std::string> arguments{"--"};
    arguments.insert(arguments.end(), files.begin(), files.end());
    std::vector<std::string> digests;
    TRY(runCommand(program, arguments, std::chrono::minutes(5), [&](const std::string& line) {
        // A path with a backslash or a line feed has its line led in by a backslash.
        const std::size_t begin = line.starts_with('\\') ? 1 : 0;
        if (line.size() > begin + digits)
            digests.push_back("sha256:" + line.substr(begin, digits));
    }));
    if (digests.size() != files.size())
        return Error{ErrorCode::operationFailed, "sha256sum: a file has no digest"};
    return digests;
}

std::string octal(unsigned mode) {
    std::array<char, 16> text{};
    const int length = std::snprintf(text.data(), text.size(), "%06o", mode);
    return {text.data(), static_cast<std::size_t>(length)};
}

/// One line for each path of the tree, in the order of the paths.
Result<std::string> listingOf(const std::string& tree) {
    std::vector<fs::path> paths;
    std::error_code error;
    for (fs::recursive_directory_iterator walk(tree, error);
         !error && walk != fs::recursive_directory_iterator(); walk.increment(error))
        paths.push_back(walk->path());
    if (error)
        return systemError("read tree '" + tree + "'", error.value());
    std::ranges::sort(paths);
    std::vector<std::string> files;
    for (const fs::path& path : paths)
        if (fs::is_regular_file(fs::symlink_status(path, error)))
            files.push_back(path);
    const auto digests = TRY(sha256Of(files));
    std::string listing;
    auto digest = digests.begin();
    for (const fs::path& path : paths) {
        struct stat status {};
        if (::lstat(path.c_str(), &status) != 0)
            return systemError("lstat '" + path.string() + "'");
        listing += octal(status.st_mode) + " ";
        if (S_ISREG(status.st_mode))
            listing += *digest++;
        else if (S_ISLNK(status.st_mode))
            listing += fs::read_symlink(path, error).string();
        listing += " " + path.lexically_relative(tree).string() + "\n";
    }
    return listing;
}

Result<std::string> digestOfTree(const std::string& tree, const std::string& workDirectory) {
    const std::string file = workDirectory + "/listing";
    const std::string listing = TRY(listingOf(tree));
    TRY(writeFileAtomically(file, listing, Durability::volatileState));
    const auto digests = sha256Of({file});
    std::error_code ignored;
    fs::remove(file, ignored);
    return TRY(digests).front();
}

} // namespace

Result<std::vector<std::pair<std::string, std::string>>>
digestsOf(const PreparedRun& run, const std::string& workDirectory, const std::string& probe) {
    std::vector<std::pair<std::string, std::string>> digests;
    std::vector<std::string> names{"twinsh", "probe"};
    std::vector<std::string> files{"/proc/" + std::to_string(::getpid()) + "/exe", probe};
    for (const PreparedArm& arm : run.arms)
        if (arm.definition.os.kernel && names.size() == 2) {
            names.emplace_back("kernel of the machines");
            files.push_back(*arm.definition.os.kernel);
        }
    const auto found = TRY(sha256Of(files));
    for (std::size_t i = 0; i < names.size(); ++i)
        digests.emplace_back(names[i], found[i]);
    std::vector<std::string> trees;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(workDirectory, error))
        if (entry.is_directory(error))
            trees.push_back(entry.path().filename());
    std::ranges::sort(trees);
    for (const std::string& tree : trees)
        digests.emplace_back("image " + tree,
                             TRY(digestOfTree(workDirectory + "/" + tree, workDirectory)));
    return digests;
}

} // namespace twinvirt::bench
