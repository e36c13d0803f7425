#include "image/initramfs.h"

#include "util/rollback.h"
#include "util/unique_fd.h"

#include <sys/stat.h>

#include <archive.h>
#include <archive_entry.h>
#include <array>
#include <cstdio>
#include <fcntl.h>
#include <filesystem>
#include <map>
#include <memory>
#include <unistd.h>

namespace twinvirt {

namespace fs = std::filesystem;

using EntryPtr = std::unique_ptr<archive_entry, decltype(&archive_entry_free)>;
using ArchivePtr = std::unique_ptr<archive, decltype(&archive_write_free)>;

/// One path of the archive: where its metadata and content come from.
struct Member {
    std::string source;
    unsigned mode = 0; ///< 0: the source's own; else a regular file of root with this mode
};

/// Sorted by name, so that a directory precedes what is in it and the same tree gives the same
/// archive.
using Members = std::map<std::string, Member>;

static Result<Members> collectMembers(const std::string& tree,
                                      const std::vector<InitramfsFile>& extra) {
    Members members;
    std::error_code error;
    fs::recursive_directory_iterator walk(tree, error);
    for (; !error && walk != fs::recursive_directory_iterator(); walk.increment(error))
        if (!walk->is_socket(error))
            members[walk->path().lexically_relative(tree)] = Member{walk->path(), 0};
    if (error)
        return systemError("read tree '" + tree + "'", error.value());
    for (const auto& file : extra)
        members[file.target] = Member{file.source, file.mode};
    return members;
}

static Error archiveError(archive* writer, const std::string& path) {
    const char* reason = archive_error_string(writer);
    return Error{ErrorCode::operationFailed,
                 "archive '" + path + "': " + (reason == nullptr ? "no reason given" : reason),
                 archive_errno(writer)};
}

static Result<void> copyContent(archive* writer, const std::string& source) {
    const UniqueFd file(::open(source.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
    if (!file)
        return systemError("open(" + source + ")");
    std::array<char, 65536> buffer{};
    while (true) {
        const ssize_t got = ::read(file.get(), buffer.data(), buffer.size());
        if (got < 0)
            return systemError("read(" + source + ")");
        if (got == 0)
            return {};
        if (archive_write_data(writer, buffer.data(), static_cast<std::size_t>(got)) < 0)
            return archiveError(writer, source);
    }
}

static Result<void> addMember(archive* writer, const std::string& name, const Member& member) {
    struct stat status {};
    if (::lstat(member.source.c_str(), &status) != 0)
        return systemError("lstat(" + member.source + ")");
    const EntryPtr entry(archive_entry_new(), archive_entry_free);
    archive_entry_set_pathname(entry.get(), name.c_str());
    archive_entry_copy_stat(entry.get(), &status);
    // Hard links are written as files of their own: the kernel would want one inode's names
    // together, and a tree of ours has none.
    archive_entry_set_nlink(entry.get(), 1);
    if (member.mode != 0) {
        archive_entry_set_perm(entry.get(), member.mode);
        archive_entry_set_uid(entry.get(), 0);
        archive_entry_set_gid(entry.get(), 0);
    }
    if (S_ISLNK(status.st_mode)) {
        std::error_code error;
        const auto target = fs::read_symlink(member.source, error);
        if (error)
            return systemError("readlink(" + member.source + ")", error.value());
        archive_entry_set_symlink(entry.get(), target.c_str());
    }
    if (archive_write_header(writer, entry.get()) != ARCHIVE_OK)
        return archiveError(writer, name);
    if (S_ISREG(status.st_mode))
        TRY(copyContent(writer, member.source));
    return {};
}

static Result<void> addNode(archive* writer, const std::string& name, unsigned type,
                            const char* linkTarget) {
    const EntryPtr entry(archive_entry_new(), archive_entry_free);
    archive_entry_set_pathname(entry.get(), name.c_str());
    archive_entry_set_mode(entry.get(), type | 0755U);
    archive_entry_set_size(entry.get(), 0);
    archive_entry_set_mtime(entry.get(), 0, 0);
    archive_entry_set_nlink(entry.get(), 1);
    if (linkTarget != nullptr)
        archive_entry_set_symlink(entry.get(), linkTarget);
    if (archive_write_header(writer, entry.get()) != ARCHIVE_OK)
        return archiveError(writer, name);
    return {};
}

/// The kernel makes no parents: the directories of an extra file come before it, once each.
static Result<void> addParents(archive* writer, const std::string& name, const Members& members,
                               std::map<std::string, bool>& made) {
    for (auto slash = name.find('/'); slash != std::string::npos;
         slash = name.find('/', slash + 1)) {
        const std::string parent = name.substr(0, slash);
        if (!members.contains(parent) && !std::exchange(made[parent], true))
            TRY(addNode(writer, parent, S_IFDIR, nullptr));
    }
    return {};
}

static Result<void> writeMembers(archive* writer, const Members& members) {
    TRY(addNode(writer, ".", S_IFDIR, nullptr));
    std::map<std::string, bool> made;
    for (const auto& [name, member] : members) {
        TRY(addParents(writer, name, members, made));
        TRY(addMember(writer, name, member));
    }
    if (!members.contains("init"))
        TRY(addNode(writer, "init", S_IFLNK, "sbin/init"));
    if (archive_write_close(writer) != ARCHIVE_OK)
        return archiveError(writer, "end");
    return {};
}

static Result<void> checkHasInit(const std::string& tree, const Members& members) {
    if (members.contains("init") || members.contains("sbin/init"))
        return {};
    return Error{ErrorCode::configUnsupported,
                 "read tree '" + tree + "': it has neither /init nor /sbin/init to boot"};
}

Result<void> writeInitramfs(const std::string& tree, const std::string& file,
                            const std::vector<InitramfsFile>& extra, InitramfsPacking packing) {
    const std::string context = "write initramfs '" + file + "'";
    const Members members = TRY_WITHIN(context, collectMembers(tree, extra));
    TRY_WITHIN(context, checkHasInit(tree, members));
    std::string temporary = file + ".XXXXXX";
    const UniqueFd output(::mkostemp(temporary.data(), O_CLOEXEC));
    if (!output)
        return systemError(context + ": mkstemp(" + temporary + ")");
    Rollback rollback;
    rollback.add([&temporary] { std::remove(temporary.c_str()); });

    const ArchivePtr writer(archive_write_new(), archive_write_free);
    if ((packing == InitramfsPacking::gzip &&
         archive_write_add_filter_gzip(writer.get()) != ARCHIVE_OK) ||
        archive_write_set_format_cpio_newc(writer.get()) != ARCHIVE_OK ||
        (packing == InitramfsPacking::gzip &&
         archive_write_set_options(writer.get(), "gzip:!timestamp") != ARCHIVE_OK) ||
        archive_write_open_fd(writer.get(), output.get()) != ARCHIVE_OK)
        return archiveError(writer.get(), file).within(context);
    TRY_WITHIN(context, writeMembers(writer.get(), members));
    ::fchmod(output.get(), 0644); // QEMU may run as another user
    if (std::rename(temporary.c_str(), file.c_str()) != 0)
        return systemError(context + ": rename");
    rollback.dismiss();
    return {};
}

} // namespace twinvirt
