#pragma once

#include "model/domain_definition.h"
#include "util/result.h"
#include "util/unique_fd.h"
#include "util/uuid.h"

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace twinvirt {

/// libvirt's virDomainState, with its numbers.
enum class DomainState {
    noState = 0,
    running = 1,
    blocked = 2,
    paused = 3,
    shutdown = 4,
    shutoff = 5,
    crashed = 6,
    pmSuspended = 7,
};

/// What names a domain for good: a driver takes both and trusts the UUID.
struct DomainIdentity {
    std::string name;
    Uuid uuid;

    bool operator==(const DomainIdentity&) const = default;
};

/// A domain as a list shows it.
struct DomainRecord {
    DomainIdentity identity;
    DomainType type = DomainType::lxc;
    std::optional<long> id; ///< absent while shut off
    DomainState state = DomainState::shutoff;
    int reason = 0; ///< libvirt's virDomainRunningReason, virDomainPausedReason, … of `state`
    bool persistent = true;
    bool autostart = false;
    std::optional<std::string> title;
};

/// A definition as the user gave it: the text (the truth for libvirt) and what we read from it,
/// completed with defaults.
struct DomainDocument {
    std::string fileName; ///< for messages; as the user wrote it
    std::string xml;
    DomainDefinition definition;
};

/// Rows and columns of a terminal.
struct WindowSize {
    std::uint16_t rows = 0;
    std::uint16_t columns = 0;
};

struct StartOptions {
    bool paused = false;
    /// Attach to the console before the guest's first instruction and hand it back in
    /// StartedDomain::console: nothing that the guest prints is lost.
    bool attachConsole = false;
    WindowSize consoleWindow = {}; ///< of that console; 0: leave it
    bool autodestroy = false;      ///< ends with the caller
    bool emulate = false;          ///< a kvm domain may run without KVM, under TCG
    /// Descriptors of the caller that init finds from 3 on, without gaps and in this order. They
    /// are for the first boot: a restart does not have them.
    std::vector<int> passDescriptors = {};
};

/// One step of a start and how long it took: the benchmark's waterfall.
struct StepTiming {
    std::string step;
    std::string phase;                ///< "prepare", "attach", "enter", or a driver's own word
    std::chrono::nanoseconds start{}; ///< since the driver was called
    std::chrono::nanoseconds duration{};
};

struct StartedDomain {
    DomainRecord record;
    UniqueFd console; ///< see GuestAccess::openConsole; empty unless asked for
    std::vector<StepTiming> steps;
};

struct ShutdownOptions {
    /// How long to wait for the guest to end; 0: do not wait.
    std::chrono::milliseconds timeout{10000};
};

enum class ShutdownOutcome {
    ended,     ///< the domain has ended
    requested, ///< the guest was told and still runs (timeout, or no wait was asked for)
};

struct DomainInfo {
    DomainRecord record;
    std::string osType; ///< exe, hvm
    unsigned vcpus = 0;
    std::optional<std::chrono::nanoseconds> cpuTime; ///< while it runs
    std::uint64_t maxMemoryKib = 0;
    std::uint64_t usedMemoryKib = 0;
    std::string securityModel = "none";
    std::string securityDoi = "0";
    std::string securityLabel; ///< of a running domain: "libvirt-web"; empty: it has none
    bool securityEnforcing = false;
    bool managedSave = false;
    std::vector<std::string> messages; ///< libvirt's "tainted: …"
};

/// One key of domstats, libvirt's name without the domain: "cpu.time" = "8969205".
struct StatsEntry {
    std::string key;
    std::string value;
};

struct StatsGroups {
    bool state = true;
    bool cpu = true;
    bool balloon = true;
    bool vcpu = true;
    bool interface = true;
    bool block = true;
    // of machines only:
    bool perf = true;
    bool iothread = true;
    bool memory = true;
    bool dirtyrate = true;
    bool vm = true;
};

using DomainStats = std::vector<StatsEntry>;

/// What an instance costs the host.
struct DomainFootprint {
    std::vector<pid_t> runtime; ///< ours or libvirt's for this domain: keeper, QEMU, virtiofsd
    std::vector<pid_t> guest;   ///< the container's own processes; empty for a machine
    /// Files that hold the bytes used by the domain's cgroup (memory.usage_in_bytes or
    /// memory.current); empty when there is none.
    std::vector<std::string> cgroupMemoryFiles;
    std::string acceleration; ///< "" for a container, "kvm", "tcg"
};

struct DumpOptions {
    bool inactive = false;
};

struct ListFilter {
    bool active = true;
    bool inactive = false;
};

struct ExecRequest {
    std::vector<std::string> command;     ///< argv, command[0] is looked up in the container's PATH
    std::vector<std::string> environment; ///< NAME=value, added to the container's own
    /// Descriptors of the caller that become 0, 1 and 2 of the command.
    int standardInput = 0;
    int standardOutput = 1;
    int standardError = 2;
    /// A terminal of its own for the command; automatic: when 0 and 1 are terminals here.
    enum class Terminal { automatic, always, never };
    Terminal terminal = Terminal::automatic;
    std::string user = {};             ///< name, number or "+number", as <inituser>; empty: root
    std::string workingDirectory = {}; ///< inside; empty: "/"
    bool keepsCallersLabel = false;    ///< not the label of <seclabel>
};

/// A process of a guest as `ps` shows it.
struct GuestProcess {
    long pid = 0;       ///< as the guest counts
    pid_t hostPid = -1; ///< as the host counts
    long parentPid = 0; ///< as the guest counts; 0: of nobody inside
    uid_t user = 0;     ///< as the guest counts
    char state = '?';   ///< R, S, D, Z, T … of /proc/PID/stat
    std::chrono::nanoseconds cpuTime{};
    std::uint64_t residentKib = 0;
    std::string command; ///< argv, separated by spaces; "[name]" when it has none
};

enum class ConsoleAccess {
    normal, ///< in the presence of another client both read and write, as the driver does it
    force,  ///< disconnect any other client first
    safe,   ///< refuse when another client is attached
};

enum class Treatment { honoured, ignored, refused };

/// How a kind treats one element of a definition (design decision 3).
struct ElementNote {
    std::string element; ///< "devices/interface"
    int line = 0;        ///< 0 when unknown
    Treatment treatment = Treatment::ignored;
    std::string text; ///< reason, and what to write instead
};

enum class CheckVerdict { pass, warn, fail };

/// One line of host-validate.
struct HostCheck {
    std::string driver; ///< "LXC", "QEMU"
    std::string topic;  ///< "for cgroup 'memory' controller support"
    CheckVerdict verdict = CheckVerdict::pass;
    std::string detail; ///< what was found: "v1 at /sys/fs/cgroup/memory"
    std::string remedy; ///< empty for pass
};

struct DriverVersion {
    std::string hypervisor; ///< "LXC", "QEMU"
    unsigned long api = 0;  ///< libvirt's packing: 1000000*major + 1000*minor + release
    unsigned long hypervisorVersion = 0; ///< the same packing
    unsigned long library = 0;
};

} // namespace twinvirt
