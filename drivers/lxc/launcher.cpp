#include "lxc/launcher.h"

#include "lxc/capability_policy.h"
#include "lxc/cgroup/cgroup_kill.h"
#include "lxc/cgroup/cgroup_tree.h"
#include "lxc/cgroup_block_figures.h"
#include "lxc/cgroup_plan.h"
#include "lxc/container_spec.h"
#include "lxc/device_plan.h"
#include "lxc/device_rules.h"
#include "lxc/filesystem_sources.h"
#include "lxc/host_checks.h"
#include "lxc/id_ranges.h"
#include "lxc/isolation/sealed_program.h"
#include "lxc/isolation_policy.h"
#include "lxc/layers.h"
#include "lxc/network/virsh.h"
#include "lxc/reconcile.h"
#include "lxc/seccomp/default_filter.h"
#include "lxc/security_modules.h"
#include "lxc/shared_namespaces.h"
#include "lxc/systemd/delegated_unit.h"
#include "util/atomic_file.h"
#include "util/process.h"
#include "util/rollback.h"
#include "util/wait.h"
#include "xml/domain_xml.h"

#include <sys/socket.h>
#include <sys/wait.h>

#include <array>
#include <csignal>
#include <fcntl.h>
#include <optional>
#include <thread>

namespace twinvirt::lxc {

namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::seconds launchPatience{240}; // three hooks of a minute each, and more
constexpr std::chrono::seconds releasePatience{10};
constexpr std::size_t largestReport = 64U << 10U;

Result<LaunchSpec> resolve(DriverContext& context, const DomainDefinition& definition,
                           const LaunchOptions& options) {
    HostContext host;
    host.paths = context.paths;
    host.cgroups = TRY(CgroupLayout::detect());
    host.cgroups.base =
        TRY(delegatedCgroup(host.cgroups, context.install.libexec, SystemdAccess::ofThisHost()));
    host.partitions = TRY(loadPartitions(context.paths));
    host.capabilities = availableCapabilities();
    host.seccompFilter = defaultSeccompFilter();
    host.sources = TRY(inspectSources(definition.devices.filesystems,
                                      [&context](const auto& pool, const auto& volume) {
                                          return context.volumeTarget(pool, volume);
                                      }));
    host.nodes = TRY(planNodes(definition.devices));
    host.timers = planTimers(definition.clock);
    host.networks = [&context](const std::string& name) { return context.networkTarget(name); };
    if (!definition.securityLabels.empty())
        host.securityModules = activeSecurityModules();
    auto spec = TRY(resolveContainer(definition, host));
    TRY(nameKnownLinks(spec.interfaces,
                       {spec.name, spec.uuid, spec.linkCounter, libvirtStarter(context.install)}));
    spec.shared = TRY(resolveSharedNamespaces(context.paths, definition.sharedNamespaces));
    spec.devices = planDevices(host.cgroups, definition, host.timers);
    allowNodes(spec);
    spec.lxcfs = lxcfsMount();
    spec.paused = options.paused;
    spec.passedDescriptors = static_cast<unsigned>(options.passDescriptors.size());
    return spec;
}

Result<void> checkPassed(const std::vector<int>& descriptors) {
    for (const int fd : descriptors)
        if (::fcntl(fd, F_GETFD) < 0)
            return Error{ErrorCode::invalidArgument,
                         "pass descriptor " + std::to_string(fd) + ": it is not open here"};
    return {};
}

Result<void> writeRunDirectory(const DriverContext& context, const RunDirectory& directory,
                               const DomainDefinition& definition, const LaunchSpec& spec) {
    TRY(writeFileAtomically(directory.liveXml(), formatDomainDefinition(definition),
                            Durability::volatileState));
    TRY(writeFileAtomically(directory.launchSpec(), encodeLaunchSpec(spec),
                            Durability::volatileState));
    const auto persistent = context.store.fileOf(definition.name);
    if (::symlink(persistent.c_str(), directory.definition().c_str()) != 0)
        return systemError("symlink '" + directory.definition() + "'");
    const auto freezer = freezerFile(spec.cgroups);
    if (!freezer.empty() && ::symlink(freezer.c_str(), freezerLink(directory).c_str()) != 0)
        return systemError("symlink '" + freezerLink(directory) + "'");
    return {};
}

/// Directories of these very names can only be our own, of a run whose files are lost (/run was
/// emptied, say): we hold the domain's lock and it does not run.
Result<void> releaseLeftovers(const std::vector<CgroupMembership>& cgroups) {
    bool any = false;
    for (const auto& cgroup : cgroups)
        any = any || ::access((cgroup.mountPoint + cgroup.path).c_str(), F_OK) == 0;
    if (!any)
        return {};
    TRY(killCgroups(cgroups, 10000));
    for (const auto& cgroup : cgroups)
        TRY(removeCgroup(cgroup));
    return {};
}

struct Supervisor {
    pid_t pid = -1;
    UniqueFd report;
};

/// Nothing of the caller's, except what is meant for our own programs (TWINVIRT_…).
std::vector<std::string> supervisorEnvironment() {
    std::vector<std::string> environment{"PATH=/usr/sbin:/usr/bin:/sbin:/bin"};
    for (char** variable = environ; *variable != nullptr; ++variable)
        if (std::string_view(*variable).starts_with("TWINVIRT_"))
            environment.emplace_back(*variable);
    return environment;
}

Result<Supervisor> spawnSupervisor(const DriverContext& context, const RunDirectory& directory,
                                   const FileLock& alive, const std::vector<int>& passed) {
    std::array<int, 2> pair{};
    if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair.data()) != 0)
        return systemError("socketpair");
    Supervisor supervisor{-1, UniqueFd(pair[0])};
    const UniqueFd theirs(pair[1]);
    const UniqueFd null(::open("/dev/null", O_RDWR | O_CLOEXEC));
    const UniqueFd log(
        ::open(directory.supervisorLog().c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
    if (!null || !log)
        return systemError("open '" + directory.supervisorLog() + "'");
    SpawnRequest request;
    request.program = context.install.libexec + "/twinvirt-supervisor";
    // Sealed here: the supervisor would otherwise have to seal and exec itself once more.
    const UniqueFd sealed = TRY(sealedProgram(request.program));
    request.image = "/proc/self/fd/" + std::to_string(sealed.get());
    request.arguments = {"launch", directory.path};
    request.descriptors = {
        {null.get(), 0}, {log.get(), 1}, {log.get(), 2}, {theirs.get(), 3}, {alive.fd(), 4}};
    int number = LaunchSpec::firstPassed;
    for (const int fd : passed)
        request.descriptors.push_back({fd, number++});
    request.newSession = true;
    request.signalsBlocked = true;
    request.environment = supervisorEnvironment();
    supervisor.pid = TRY(spawnProcess(request));
    return supervisor;
}

Result<LaunchReport> awaitReport(const Supervisor& supervisor, const RunDirectory& directory) {
    if (!TRY_WITHIN("wait for the supervisor",
                    waitUntilReadable(supervisor.report.get(), launchPatience)))
        return Error{ErrorCode::operationTimeout, "wait for the supervisor: no report after " +
                                                      std::to_string(launchPatience.count()) +
                                                      " seconds"};
    std::string packet(largestReport, '\0');
    const ssize_t count = ::recv(supervisor.report.get(), packet.data(), packet.size(), 0);
    if (count > 0)
        return decodeReport(std::string_view(packet).substr(0, static_cast<std::size_t>(count)));
    const auto log = readFile(directory.supervisorLog(), 4096).value_or("");
    return Error{ErrorCode::internalError,
                 "launch: the supervisor ended without a word" + (log.empty() ? "" : ": " + log)};
}

/// After a failed launch: the supervisor releases what it made and ends; what it could not, we do.
void releaseFailed(const DriverContext& context, const std::string& name, pid_t supervisor) {
    if (supervisor > 0) {
        const auto pidfd = openPidfd(supervisor);
        const bool ended = pidfd && waitForExit(pidfd->get(), releasePatience).value_or(false);
        if (!ended)
            ::kill(supervisor, SIGKILL); // our child, not yet waited for: the pid is its own
        ::waitpid(supervisor, nullptr, 0);
    }
    (void)releaseDead(context.paths, name, context.store.contains(name));
}

std::vector<StepTiming> timings(const std::vector<StepRecord>& records,
                                std::chrono::nanoseconds spawned) {
    std::vector<StepTiming> steps;
    steps.push_back({"resolve and spawn", "driver", {}, spawned});
    for (const auto& record : records)
        steps.push_back({record.step, record.phase,
                         spawned + std::chrono::nanoseconds(record.startNs),
                         std::chrono::nanoseconds(record.durationNs)});
    return steps;
}

} // namespace

Result<Launched> startContainer(DriverContext& context, const DomainDefinition& defined,
                                const LaunchOptions& options, Clock::time_point began) {
    TRY(checkPassed(options.passDescriptors));
    DomainDefinition definition = defined;
    std::optional<FileLock> ids;
    if (wantsFreeIds(definition) || !definition.idMap.uids.empty())
        ids = TRY(lockIds(context.paths));
    definition.idMap =
        TRY(chooseIds(context.paths, definition.name, definition.idMap, wantsFreeIds(definition)));
    auto spec = TRY(resolve(context, definition, options));
    TRY(releaseLeftovers(spec.cgroups));
    const auto directory = context.paths.runDirectory(definition.name);
    pid_t supervisorPid = -1;
    Rollback rollback;
    rollback.add([&] { releaseFailed(context, definition.name, supervisorPid); });
    std::optional<FileLock> alive(TRY(claimPatiently(directory)));
    TRY(writeRunDirectory(context, directory, definition, spec));
    ids.reset();
    TRY(guardLayers(context.paths, spec, [&context](const std::string& name) {
        return recordOf(context, name).has_value();
    }));
    auto supervisor = TRY(spawnSupervisor(context, directory, *alive, options.passDescriptors));
    supervisorPid = supervisor.pid;
    const auto layout = TRY(CgroupLayout::detect());
    TRY(moveToUnit(layout, supervisor.pid, SystemdAccess::ofThisHost()));
    alive.reset(); // from here on the lock is the supervisor's alone
    const auto spawned = Clock::now() - began;

    const auto report = TRY(awaitReport(supervisor, directory));
    if (report.kind == LaunchReport::Kind::failed)
        return report.error;
    if (spec.paused || spec.passedDescriptors != 0) { // a restart of it is an ordinary one
        spec.paused = false;
        spec.passedDescriptors = 0;
        TRY(writeFileAtomically(directory.launchSpec(), encodeLaunchSpec(spec),
                                Durability::volatileState));
    }
    rollback.dismiss();
    countBlockIo(spec.cgroups);
    context.supervisors.push_back(supervisor.pid);
    return Launched{report.status, timings(report.status.steps, spawned)};
}

} // namespace twinvirt::lxc
