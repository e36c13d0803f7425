#include "benchmark/run/external/external_arm.h"

#include "benchmark/run/external/mount_namespace.h"
#include "benchmark/run/external/tool_process.h"
#include "image/command.h"
#include "util/atomic_file.h"

#include <filesystem>
#include <unistd.h>

namespace twinvirt::bench {

namespace fs = std::filesystem;

/// Short, since the path of a socket below it may have no more than 108 bytes.
static constexpr const char* sharedName = "/s";

std::string externalDirectory(const std::string& workDirectory, const std::string& arm) {
    return workDirectory + "/peers/" + arm;
}

/// "crun version 1.8.1" as "crun 1.8.1"; libvirt's is in the last line, after its words.
Result<void> ExternalArm::askVersion() {
    ToolSpawn ask;
    ask.program = TRY(findProgram(tool_->program(), tool_->package()));
    ask.argv = tool_->versionOptions();
    ask.argv.insert(ask.argv.begin(), tool_->program());
    const std::string said = TRY(runTool(ask, directory_ + "/version", std::chrono::seconds(20)));
    version_ = said.substr(0, said.find('\n'));
    if (const auto word = version_.find("version "); word != std::string::npos)
        version_.erase(word, std::string("version ").size());
    if (!version_.empty() && version_.front() >= '0' && version_.front() <= '9')
        version_ = tool_->program() + " " + version_;
    return {};
}

Result<std::shared_ptr<ExternalArm>>
ExternalArm::prepare(const std::string& tool, const std::string& directory, ExternalGuest guest) {
    if (::geteuid() != 0)
        return Error{ErrorCode::accessDenied, "containers of '" + tool + "' need root"};
    const std::string shared = directory + sharedName;
    std::error_code error;
    fs::create_directories(shared, error);
    if (error)
        return systemError("mkdir(" + shared + ")", error.value());
    TRY(writeFileAtomically(directory + "/tool", tool, Durability::volatileState, 0644));
    std::shared_ptr<ExternalArm> arm(
        new ExternalArm(makeExternalTool(tool), directory, std::move(guest)));
    TRY(arm->askVersion());
    if (arm->tool_->refusesHybridCgroups() && hasHybridCgroups())
        arm->mountNamespace_ =
            TRY(makeMountNamespace({.withoutUnified = true, .empty = {}, .binds = {}}));
    TRY(arm->tool_->prepare(shared, arm->mountNamespace_.get()));
    return arm;
}

ExternalArm::~ExternalArm() {
    tool_->release(directory_ + sharedName);
}

std::unique_ptr<ExternalContainer> ExternalArm::newContainer(const std::string& name,
                                                             const std::string& cpus) const {
    ExternalInstance instance;
    instance.name = name;
    instance.directory = directory_ + "/" + name;
    instance.shared = directory_ + sharedName;
    instance.cpus = cpus;
    instance.guest = guest_;
    return std::make_unique<ExternalContainer>(*tool_, mountNamespace_.get(), std::move(instance));
}

static std::vector<fs::path> directoriesIn(const fs::path& parent) {
    std::vector<fs::path> found;
    std::error_code error;
    for (fs::directory_iterator entry(parent, error); !error && entry != fs::directory_iterator();
         entry.increment(error))
        if (std::error_code ignored; entry->is_directory(ignored))
            found.push_back(entry->path());
    return found;
}

static Result<void> removeOfArm(const fs::path& directory, std::vector<std::string>& removed) {
    const auto tool =
        makeExternalTool(readFile(directory.string() + "/tool").value_or(std::string()));
    if (tool == nullptr)
        return {};
    const std::string shared = directory.string() + sharedName;
    UniqueFd mountNamespace;
    if (tool->refusesHybridCgroups() && hasHybridCgroups())
        mountNamespace =
            TRY(makeMountNamespace({.withoutUnified = true, .empty = {}, .binds = {}}));
    for (const fs::path& path : directoriesIn(directory)) {
        const std::string name = path.filename();
        if (!name.starts_with("bench-"))
            continue;
        const auto container = ExternalContainer::adopt(*tool, mountNamespace.get(), path, shared);
        const auto destroyed = container->destroy();
        container->clean(); // kills what the tool did not
        if (std::string left = container->left(); !destroyed && !left.empty())
            return destroyed.error().within("instance '" + name + "'");
        removed.push_back(name);
    }
    tool->release(shared);
    return {};
}

Result<std::vector<std::string>> removeExternalLeftovers(const std::string& workDirectory) {
    std::vector<std::string> removed;
    for (const fs::path& arm : directoriesIn(workDirectory + "/peers"))
        TRY(removeOfArm(arm, removed));
    return removed;
}

} // namespace twinvirt::bench
