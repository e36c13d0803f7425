// What the store keeps of a definition beside its text: its name and whether it starts by itself.
#include "api/domain_file_name.h"
#include "api/domain_store.h"
#include "util/atomic_file.h"

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <filesystem>

namespace twinvirt {

namespace {

constexpr std::chrono::seconds patience{10};

bool exists(const std::string& path) {
    return ::access(path.c_str(), F_OK) == 0;
}

Result<void> syncDirectory(const std::string& path) {
    const UniqueFd directory(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!directory || ::fsync(directory.get()) != 0)
        return systemError("fsync directory '" + path + "'");
    return {};
}

} // namespace

std::string DomainStore::autostartLink(const std::string& name) const {
    return directory_ + "/autostart/" + domainFileName(name) + ".xml";
}

bool DomainStore::isAutostart(const std::string& name) const {
    return exists(autostartLink(name)); // of the link's target
}

Result<void> DomainStore::setAutostart(const std::string& name, bool autostart) {
    if (!contains(name))
        return notFound(name);
    const std::string link = autostartLink(name);
    if (!autostart) {
        if (::unlink(link.c_str()) != 0 && errno != ENOENT)
            return systemError("unlink '" + link + "'");
        return {};
    }
    std::error_code error;
    std::filesystem::create_directories(directory_ + "/autostart", error);
    if (error)
        return systemError("make directory '" + directory_ + "/autostart'", error.value());
    const std::string target = "../" + domainFileName(name) + ".xml";
    if (::symlink(target.c_str(), link.c_str()) != 0 && errno != EEXIST)
        return systemError("symlink '" + link + "'");
    return syncDirectory(directory_ + "/autostart");
}

/// A rename is two files and perhaps a link: the journal, "OLD\nNEW" in DIRECTORY/.rename, says
/// which, so that whoever comes after a killed one finishes or forgets it.
std::string DomainStore::journal() const {
    return directory_ + "/.rename";
}

Result<void> DomainStore::rename(const std::string& name, const std::string& newName) {
    TRY(checkDomainName(newName));
    const auto lock = TRY(FileLock::acquire(directory_ + "/.lock", patience));
    TRY(recoverRename());
    if (contains(newName))
        return domainExistsWithUuid(newName, TRY(head(newName)).uuid);
    auto definition = TRY(load(name));
    TRY(writeFileAtomically(journal(), name + "\n" + newName, Durability::persistent));
    definition.name = newName;
    const auto written =
        writeFileAtomically(fileOf(newName), formatted(definition), Durability::persistent);
    if (!written) {
        ::unlink(journal().c_str());
        return written.error();
    }
    return recoverRename();
}

/// Under the store's lock. Once the new file is there the rename has happened: the rest follows.
Result<void> DomainStore::recoverRename() const {
    const auto text = readFile(journal(), 4096);
    if (!text)
        return text.error().errnum == ENOENT ? Result<void>() : text.error();
    const auto end = text->find('\n');
    const std::string name = text->substr(0, end);
    const std::string newName = end == std::string::npos ? "" : text->substr(end + 1);
    if (!newName.empty() && contains(newName)) {
        if (exists(autostartLink(name))) {
            const std::string target = "../" + domainFileName(newName) + ".xml";
            if (::symlink(target.c_str(), autostartLink(newName).c_str()) != 0 && errno != EEXIST)
                return systemError("symlink '" + autostartLink(newName) + "'");
        }
        ::unlink(autostartLink(name).c_str());
        if (::unlink(fileOf(name).c_str()) != 0 && errno != ENOENT)
            return systemError("unlink '" + fileOf(name) + "'");
    }
    TRY(syncDirectory(directory_));
    if (::unlink(journal().c_str()) != 0)
        return systemError("unlink '" + journal() + "'");
    return {};
}

/// For readers: one access(2) unless somebody was killed while renaming. Who renames right now
/// holds the lock, and is left to it.
void DomainStore::recoverIfInterrupted() const {
    if (!exists(journal()))
        return;
    if (const auto lock = FileLock::tryAcquire(directory_ + "/.lock"))
        (void)recoverRename();
}

} // namespace twinvirt
