#include "api/domain_store.h"

#include "api/domain_file_name.h"
#include "util/atomic_file.h"
#include "xml/domain_xml.h"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <filesystem>

namespace twinvirt {

namespace fs = std::filesystem;

static const std::string definitionEnding = ".xml";
static const std::string corruptEnding = ".xml.corrupt";
static const std::string temporaryEnding = ".xml.new-"; // of writeFileAtomically
static const std::string temporaryJournal = ".rename.new-";
static constexpr std::chrono::seconds patience{10};

Error domainExistsWithUuid(const std::string& name, const Uuid& uuid) {
    return {ErrorCode::operationFailed,
            "operation failed: domain '" + name + "' already exists with uuid " + uuid.toString()};
}

std::string DomainStore::fileOf(const std::string& name) const {
    return directory_ + "/" + domainFileName(name) + definitionEnding;
}

bool DomainStore::contains(const std::string& name) const {
    return ::access(fileOf(name).c_str(), F_OK) == 0;
}

std::vector<std::string> DomainStore::filesEndingIn(const std::string& ending) const {
    auto files = filesContaining(ending);
    std::erase_if(files, [&ending](const auto& file) { return !file.ends_with(ending); });
    return files;
}

std::vector<std::string> DomainStore::filesContaining(const std::string& part) const {
    std::vector<std::string> files;
    std::error_code error;
    for (fs::directory_iterator entry(directory_, error), end; !error && entry != end;
         entry.increment(error)) {
        auto file = entry->path().filename().string();
        const bool ours = file.front() != '.' || file.starts_with(temporaryJournal);
        if (ours && file.find(part) != std::string::npos)
            files.push_back(directory_ + "/" + file);
    }
    std::sort(files.begin(), files.end());
    return files;
}

/// A domain may be called "a.xml.new-1": its file ends as a definition does.
static bool isTemporary(const std::string& file) {
    if (file.find("/" + temporaryJournal) != std::string::npos)
        return true;
    return file.find(temporaryEnding) != std::string::npos && !file.ends_with(definitionEnding) &&
           !file.ends_with(corruptEnding);
}

/// What a writer left that was killed between its write and its rename; nobody else writes while
/// we hold the lock.
static void removeStaleTemporaries(const std::vector<std::string>& files) {
    for (const auto& file : files)
        if (isTemporary(file))
            ::unlink(file.c_str());
}

/// Unless somebody writes: then they may be his, and the next one who looks takes the others away.
void DomainStore::sweepTemporaries(const std::vector<std::string>& files) const {
    if (files.empty())
        return;
    if (const auto lock = FileLock::tryAcquire(directory_ + "/.lock"))
        removeStaleTemporaries(files);
}

std::vector<std::string> DomainStore::quarantined() const {
    return filesEndingIn(corruptEnding);
}

/// Is this error one of the document, and not of the disk or of our rights?
static bool isAboutContent(const Error& error) {
    return error.code == ErrorCode::xmlError || error.code == ErrorCode::xmlInvalidSchema ||
           error.code == ErrorCode::configUnsupported;
}

Error DomainStore::quarantine(const std::string& name, const std::string& file,
                              const Error& why) const {
    if (!isAboutContent(why))
        return why;
    const std::string moved = file + ".corrupt";
    const bool done = ::rename(file.c_str(), moved.c_str()) == 0;
    return {ErrorCode::xmlError,
            "load definition of '" + name + "': " + why.message +
                (done ? "; the file was moved to '" + moved + "'"
                      : "; the file is '" + file + "' and could not be moved aside") +
                ": mend it and define it again",
            0};
}

Error DomainStore::notFound(const std::string& name) const {
    std::string message = "Domain not found: no domain with matching name '" + name + "'";
    const std::string corrupt = fileOf(name) + ".corrupt";
    if (::access(corrupt.c_str(), F_OK) == 0)
        message += " (its definition could not be read: see '" + corrupt + "')";
    return {ErrorCode::noDomain, message};
}

static Error wrongName(const std::string& file, const std::string& expected,
                       const std::string& found) {
    return {ErrorCode::xmlError, file + ": this is the file of the domain '" + expected +
                                     "', but the definition in it has the name '" + found + "'"};
}

Result<DefinitionHead> DomainStore::head(const std::string& name) const {
    recoverIfInterrupted();
    const std::string file = fileOf(name);
    auto head = loadDefinitionHead(file);
    if (!head)
        return head.error().errnum == ENOENT ? notFound(name)
                                             : quarantine(name, file, head.error());
    if (head->name != name)
        return quarantine(name, file, wrongName(file, name, head->name));
    return head;
}

Result<std::vector<DefinitionHead>> DomainStore::list(const std::set<std::string>& except) const {
    recoverIfInterrupted();
    std::vector<DefinitionHead> heads;
    std::set<std::string> passedOver;
    for (const auto& name : except)
        passedOver.insert(fileOf(name));
    std::vector<std::string> stale;
    for (const auto& file : filesContaining("")) {
        if (isTemporary(file))
            stale.push_back(file);
        if (!file.ends_with(definitionEnding) || passedOver.count(file) != 0)
            continue;
        auto head = loadDefinitionHead(file);
        if (head && fileOf(head->name) == file) {
            heads.push_back(std::move(head).value());
        } else if (head) {
            (void)quarantine(head->name, file, wrongName(file, "(another)", head->name));
        } else if (isAboutContent(head.error())) {
            (void)quarantine(file, file, head.error());
        } else if (head.error().errnum != ENOENT) { // gone meanwhile is no error
            return head.error();
        }
    }
    sweepTemporaries(stale);
    std::sort(heads.begin(), heads.end(),
              [](const auto& left, const auto& right) { return left.name < right.name; });
    return heads;
}

Result<std::optional<DefinitionHead>> DomainStore::findByUuid(const Uuid& uuid) const {
    for (auto& head : TRY(list()))
        if (head.uuid == uuid)
            return std::optional(std::move(head));
    return std::optional<DefinitionHead>();
}

Result<DomainDefinition> DomainStore::load(const std::string& name) const {
    recoverIfInterrupted();
    const std::string file = fileOf(name);
    auto text = readFile(file);
    if (!text)
        return text.error().errnum == ENOENT ? notFound(name)
                                             : quarantine(name, file, text.error());
    auto definition = readDomainDefinition({file, *text});
    if (!definition)
        return quarantine(name, file, definition.error());
    if (definition->name != name)
        return quarantine(name, file, wrongName(file, name, definition->name));
    return definition;
}

static Result<void> makeDirectories(const std::string& path) {
    std::error_code error;
    fs::create_directories(path, error);
    if (error)
        return systemError("make directory '" + path + "'", error.value());
    return {};
}

std::string DomainStore::formatted(const DomainDefinition& definition) {
    return formatDomainDefinition(definition, {.inactive = true});
}

Result<void> DomainStore::save(const DomainDefinition& definition) {
    TRY(checkDomainName(definition.name));
    TRY(makeDirectories(directory_));
    const auto lock = TRY(FileLock::acquire(directory_ + "/.lock", patience));
    TRY(recoverRename());
    const Uuid uuid = definition.uuid.value_or(Uuid{});
    removeStaleTemporaries(filesContaining(".new-"));
    // A file that cannot be read was moved aside by head(): its name is free again.
    const auto old = head(definition.name);
    if (!old && old.error().code != ErrorCode::noDomain && !isAboutContent(old.error()))
        return old.error();
    if (old && old->uuid != uuid) {
        return domainExistsWithUuid(old->name, old->uuid);
    } else if (const auto other = TRY(findByUuid(uuid)); other && other->name != definition.name) {
        return Error{ErrorCode::operationFailed, "operation failed: domain '" + other->name +
                                                     "' is already defined with uuid " +
                                                     uuid.toString()};
    }
    if (!old) // a link that a killed undefine left was about another domain
        ::unlink(autostartLink(definition.name).c_str());
    return writeFileAtomically(fileOf(definition.name), formatted(definition),
                               Durability::persistent);
}

Result<void> DomainStore::remove(const std::string& name) {
    recoverIfInterrupted();
    if (::unlink(fileOf(name).c_str()) != 0)
        return errno == ENOENT ? notFound(name) : systemError("unlink '" + fileOf(name) + "'");
    ::unlink(autostartLink(name).c_str());
    const UniqueFd directory(::open(directory_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!directory || ::fsync(directory.get()) != 0)
        return systemError("fsync directory '" + directory_ + "'");
    return {};
}

} // namespace twinvirt
