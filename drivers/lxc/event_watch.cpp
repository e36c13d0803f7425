#include "lxc/event_watch.h"

#include "lxc/definition_change.h"
#include "lxc/event_changes.h"
#include "lxc/freezer.h"
#include "util/atomic_file.h"
#include "util/unique_fd.h"

#include <sys/inotify.h>

#include <array>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <unistd.h>
#include <utility>

namespace twinvirt::lxc {

namespace {

// virDomainEventType and the details that a container has
enum { defined, undefined, started, suspended, resumed, stopped };
enum { definedAdded, definedUpdated, definedRenamed };
enum { undefinedRemoved, undefinedRenamed };
enum { stoppedShutdown, stoppedDestroyed, stoppedCrashed, stoppedFailed = 5 };

constexpr std::string_view definitionEnding = ".xml";
constexpr std::string_view lockEnding = ".lock";

/// What was last seen of a domain, by its file name.
struct Seen {
    DomainIdentity identity;
    bool persistent = false;
    bool running = false;
    bool frozen = false;
    std::uint64_t startedAtNs = 0;
    bool stopping = false; ///< its directory has gone, its reason is still being written
    std::optional<DomainDefinition> live;
};

class ContainerWatch final : public EventStream {
  public:
    ContainerWatch(DriverContext& context, UniqueFd fd) : context_(context), fd_(std::move(fd)) {}

    Result<void> begin();
    [[nodiscard]] int fd() const override { return fd_.get(); }
    Result<std::vector<DomainEvent>> take() override;

  private:
    enum class Place { definitions, run, container, cgroup };
    struct Watch {
        Place place = Place::definitions;
        std::string fileName; ///< of the domain; empty for the two directories of all
    };

    Result<void> watch(const std::string& path, std::uint32_t mask, Watch what);
    void handle(const inotify_event& event, const std::string& name);
    void definitionChanged(const std::string& fileName, bool exists);
    bool tellOldName(const std::string& fileName, const Uuid& uuid);
    void runChanged(const std::string& name, std::uint32_t mask);
    void enter(const std::string& fileName);
    void look(const std::string& fileName);
    void noticeStart(const std::string& fileName, Seen& seen);
    void noticeFreezer(const std::string& fileName, Seen& seen);
    void noticeChange(const std::string& fileName, Seen& seen);
    void left(const std::string& fileName);
    void tellStop(const std::string& fileName, bool wasLocked);
    void noticeEmpty(const std::string& fileName);
    void tell(const Seen& seen, int event, int detail) {
        events_.push_back(lifecycleEvent(seen.identity, event, detail));
    }
    [[nodiscard]] RunDirectory directory(const std::string& fileName) const {
        return {context_.paths.run() + "/" + fileName};
    }

    DriverContext& context_;
    UniqueFd fd_;
    std::map<int, Watch> watches_;
    std::map<std::string, Seen> seen_;
    std::vector<DomainEvent> events_;
};

bool exists(const std::string& path) {
    return ::access(path.c_str(), F_OK) == 0;
}

Result<void> ContainerWatch::watch(const std::string& path, std::uint32_t mask, Watch what) {
    const int number = ::inotify_add_watch(fd_.get(), path.c_str(), mask);
    if (number < 0)
        return systemError("watch '" + path + "'");
    watches_[number] = std::move(what);
    return {};
}

/// What is there already is no news.
Result<void> ContainerWatch::begin() {
    for (const auto& path : {context_.paths.definitions(), context_.paths.run()}) {
        std::error_code error;
        if (std::filesystem::create_directories(path, error))
            std::filesystem::permissions(path, std::filesystem::perms::owner_all, error);
        if (error)
            return systemError("make directory '" + path + "'", error.value());
    }
    TRY(watch(context_.paths.definitions(), IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_ONLYDIR,
              {Place::definitions, ""}));
    TRY(watch(context_.paths.run(), IN_CREATE | IN_DELETE | IN_ONLYDIR, {Place::run, ""}));
    for (const auto& head : TRY(context_.store.list())) {
        auto& seen = seen_[domainFileName(head.name)];
        seen.identity = {head.name, head.uuid};
        seen.persistent = true;
    }
    for (const auto& fileName : TRY(runDirectoryNames(context_.paths)))
        enter(fileName);
    events_.clear();
    return {};
}

Result<std::vector<DomainEvent>> ContainerWatch::take() {
    alignas(inotify_event) std::array<char, 64 * (sizeof(inotify_event) + NAME_MAX + 1)> buffer{};
    while (true) {
        const auto count = ::read(fd_.get(), buffer.data(), buffer.size());
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0 && errno != EAGAIN)
            return systemError("read inotify");
        if (count <= 0)
            break;
        for (const char* at = buffer.data(); at < buffer.data() + count;) {
            const auto* event = reinterpret_cast<const inotify_event*>(at);
            handle(*event, event->len != 0 ? event->name : "");
            at += sizeof(inotify_event) + event->len;
        }
    }
    return std::exchange(events_, {});
}

void ContainerWatch::handle(const inotify_event& event, const std::string& name) {
    if ((event.mask & IN_Q_OVERFLOW) != 0) { // more than we could read: look at everything again
        for (auto& [fileName, seen] : seen_)
            if (!seen.stopping)
                exists(directory(fileName).path) ? look(fileName) : left(fileName);
        return;
    }
    const auto found = watches_.find(event.wd);
    if (found == watches_.end())
        return;
    const Watch about = found->second;
    if ((event.mask & IN_IGNORED) != 0) {
        watches_.erase(found);
        return;
    }
    switch (about.place) {
    case Place::definitions:
        if (name.ends_with(definitionEnding))
            definitionChanged(name.substr(0, name.size() - definitionEnding.size()),
                              (event.mask & IN_MOVED_TO) != 0);
        return;
    case Place::run:
        return runChanged(name, event.mask);
    case Place::container:
        return look(about.fileName);
    case Place::cgroup:
        look(about.fileName);
        return noticeEmpty(about.fileName);
    }
}

void ContainerWatch::definitionChanged(const std::string& fileName, bool exists) {
    auto& seen = seen_[fileName];
    if (!exists) {
        if (seen.persistent)
            tell(seen, undefined, undefinedRemoved);
        seen.persistent = false;
        return;
    }
    const auto head = loadDefinitionHead(context_.paths.definitions() + "/" + fileName + ".xml");
    if (!head)
        return; // undefined again meanwhile: its own event follows
    const bool renamed = tellOldName(fileName, head->uuid);
    seen.identity = {head->name, head->uuid};
    tell(seen, defined, renamed ? definedRenamed : seen.persistent ? definedUpdated : definedAdded);
    seen.persistent = true;
}

/// No two definitions have one UUID, but for the moment of a rename, when the new file is there
/// already and the old one still. Told in libvirt's order.
bool ContainerWatch::tellOldName(const std::string& fileName, const Uuid& uuid) {
    for (auto& [other, old] : seen_) {
        if (other == fileName || !old.persistent || old.identity.uuid != uuid)
            continue;
        tell(old, undefined, undefinedRenamed);
        old.persistent = false;
        return true;
    }
    return false;
}

void ContainerWatch::runChanged(const std::string& name, std::uint32_t mask) {
    if ((mask & IN_ISDIR) != 0)
        return (mask & IN_CREATE) != 0 ? enter(name) : left(name);
    if ((mask & IN_DELETE) == 0 || !name.ends_with(lockEnding))
        return;
    const auto fileName = name.substr(0, name.size() - lockEnding.size());
    const auto found = seen_.find(fileName);
    if (found != seen_.end() && found->second.stopping)
        tellStop(fileName, true);
}

/// A run directory: its container starts, or runs already.
void ContainerWatch::enter(const std::string& fileName) {
    if (watch(directory(fileName).path, IN_MOVED_TO | IN_ONLYDIR, {Place::container, fileName}))
        look(fileName);
}

/// Tells what is new in a run directory.
void ContainerWatch::look(const std::string& fileName) {
    auto& seen = seen_[fileName];
    noticeStart(fileName, seen);
    if (!seen.running)
        return;
    noticeFreezer(fileName, seen);
    noticeChange(fileName, seen);
}

void ContainerWatch::noticeStart(const std::string& fileName, Seen& seen) {
    const auto text = readFile(directory(fileName).status());
    if (!text)
        return;
    const auto status = decodeStatus(*text);
    if (!status || (seen.running && seen.startedAtNs == status->startedAtNs))
        return;
    if (seen.running) { // the same directory, another init
        seen.startedAtNs = status->startedAtNs;
        events_.push_back({seen.identity, "reboot", "", {}, std::chrono::system_clock::now()});
        return;
    }
    if (seen.stopping)
        tellStop(fileName, false);
    auto live = liveDefinition(directory(fileName));
    if (!live)
        return; // it has ended already
    seen.identity = {live->name, live->uuid.value_or(Uuid{})};
    seen.live = std::move(live).value();
    seen.running = true;
    seen.frozen = false;
    seen.startedAtNs = status->startedAtNs;
    std::array<char, PATH_MAX> freezer{};
    if (::realpath(freezerLink(directory(fileName)).c_str(), freezer.data()) != nullptr) {
        const std::string path(freezer.data());
        (void)watch(path.substr(0, path.rfind('/')) + "/cgroup.events", IN_MODIFY,
                    {Place::cgroup, fileName});                     // v1 has none
        (void)watch(path, IN_MODIFY, {Place::container, fileName}); // whoever writes to it
    }
    tell(seen, started, 0);
}

void ContainerWatch::noticeFreezer(const std::string& fileName, Seen& seen) {
    const auto frozen = isFrozen(freezerLink(directory(fileName)));
    if (!frozen || *frozen == seen.frozen)
        return;
    // A frozen container is thawed to be ended: that is told, not this.
    if (!*frozen && readFile(directory(fileName).nextAction()).value_or("") == "destroy\n")
        return;
    seen.frozen = *frozen;
    tell(seen, *frozen ? suspended : resumed, 0);
}

void ContainerWatch::noticeChange(const std::string& fileName, Seen& seen) {
    auto live = liveDefinition(directory(fileName));
    if (!live || *live == *seen.live)
        return;
    for (auto& event : eventsOfChange(seen.identity, *seen.live, *live))
        events_.push_back(std::move(event));
    seen.live = std::move(live).value();
}

/// The run directory has gone. Who destroyed the container still holds its lock, and writes why.
void ContainerWatch::left(const std::string& fileName) {
    auto& seen = seen_[fileName];
    if (!seen.running)
        return;
    seen.running = false;
    seen.stopping = true;
    if (!exists(directory(fileName).path + std::string(lockEnding)))
        tellStop(fileName, false);
}

void ContainerWatch::tellStop(const std::string& fileName, bool wasLocked) {
    auto& seen = seen_[fileName];
    seen.stopping = false;
    int detail = wasLocked && !seen.persistent ? stoppedDestroyed : stoppedShutdown;
    switch (readLastReason(context_.paths, seen.identity.name)) {
    case reason::shutoffDestroyed:
        detail = stoppedDestroyed;
        break;
    case reason::shutoffCrashed:
        detail = stoppedCrashed;
        break;
    case reason::shutoffFailed:
        detail = stoppedFailed;
        break;
    default:
        break;
    }
    tell(seen, stopped, detail);
}

/// Nobody is left in the container's cgroup. Its keeper releases it; if that was killed, the next
/// who looks at the domain does, and that is us.
void ContainerWatch::noticeEmpty(const std::string& fileName) {
    const auto& seen = seen_[fileName];
    if (seen.running)
        (void)recordOf(context_, seen.identity.name);
}

} // namespace

Result<std::unique_ptr<EventStream>> watchContainers(DriverContext& context) {
    UniqueFd fd(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK));
    if (!fd)
        return systemError("inotify_init1");
    auto stream = std::make_unique<ContainerWatch>(context, std::move(fd));
    TRY(stream->begin());
    return std::unique_ptr<EventStream>(std::move(stream));
}

} // namespace twinvirt::lxc
