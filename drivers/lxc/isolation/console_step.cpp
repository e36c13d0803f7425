#include "lxc/isolation/id_mapping.h"
#include "lxc/isolation/mount_api.h"
#include "lxc/isolation/safe_path.h"
#include "lxc/isolation/steps.h"

#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace twinvirt::lxc {

namespace {

/// /dev/pts of the container, and its consoles: pseudo-terminals of that instance, opened through
/// the descriptor of the detached mount and TIOCGPTPEER, so that no path of the container takes
/// part (CVE-2025-52565).
class ConsoleStep : public IsolationStep {
  public:
    [[nodiscard]] std::string_view name() const override { return "console"; }

    Result<void> prepare(LaunchContext& launch) override {
        user_ = hostId(launch.spec.idMap.uids, 0);
        group_ = hostId(launch.spec.idMap.gids, ttyGroup);
        devpts_ = TRY(newFilesystem(
            "devpts", {{"mode", "0620"}, {"ptmxmode", "0666"}, {"gid", std::to_string(group_)}},
            MOUNT_ATTR_NOSUID | MOUNT_ATTR_NOEXEC));
        if (launch.spec.consoles > ConsoleRingHead::mostConsoles)
            return Error{ErrorCode::configUnsupported,
                         "at most " + std::to_string(ConsoleRingHead::mostConsoles) + " consoles"};
        for (unsigned i = 0; i < launch.spec.consoles; ++i)
            launch.consoles.push_back(TRY(openPair()));
        if (launch.consoles.empty())
            return {};
        TRY(makeRing(launch.run));
        if (!launch.consoleListener)
            launch.consoleListener = TRY(listen(launch.run));
        return {};
    }

    Result<void> enter(InitContext& init) override {
        const UniqueFd pts = TRY(openBelow(init.dev, "pts", Links::refused));
        TRY_WITHIN("/dev/pts", attachMount(devpts_.get(), pts.get()));
        for (std::size_t i = 0; i < init.consoles.size(); ++i)
            TRY(showConsole(init, i));
        return init.consoles.empty() ? useNull(init.dev)
                                     : useTerminal(init, init.consoles[0].slave.get());
    }

  private:
    Result<ConsolePair> openPair() {
        ConsolePair pair;
        pair.master =
            UniqueFd(::openat(devpts_.get(), "ptmx", O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC));
        if (!pair.master)
            return systemError("open /dev/pts/ptmx");
        int locked = 0;
        if (::ioctl(pair.master.get(), TIOCSPTLCK, &locked) != 0)
            return systemError("ioctl(TIOCSPTLCK)");
        pair.slave =
            UniqueFd(::ioctl(pair.master.get(), TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC));
        if (!pair.slave)
            return systemError("ioctl(TIOCGPTPEER)");
        if (::fchown(pair.slave.get(), user_, group_) != 0)
            return systemError("chown of the console");
        return pair;
    }

    /// Kept on a restart: who attaches still sees the end of the last run.
    static Result<void> makeRing(const RunDirectory& run) {
        const UniqueFd ring(::open(run.consoleRing().c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
        if (!ring || ::ftruncate(ring.get(),
                                 ConsoleRingHead::headBytes + off_t{ConsoleRingHead::mostConsoles} *
                                                                  ConsoleRingHead::bytes) != 0)
            return systemError("make '" + run.consoleRing() + "'");
        return {};
    }

    /// Bound through the directory's descriptor: the path of a socket has 108 bytes at most.
    static Result<UniqueFd> listen(const RunDirectory& run) {
        const UniqueFd folder(::open(run.path.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
        UniqueFd listener(::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
        if (!folder || !listener)
            return systemError("open '" + run.path + "'");
        const std::string path = "/proc/self/fd/" + std::to_string(folder.get()) + "/console.sock";
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
        ::unlink(run.consoleSocket().c_str());
        if (::bind(listener.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) !=
                0 ||
            ::chmod(run.consoleSocket().c_str(), 0600) != 0 || ::listen(listener.get(), 16) != 0)
            return systemError("bind '" + run.consoleSocket() + "'");
        return listener;
    }

    /// console 0 is /dev/console and /dev/tty1, console 1 /dev/tty2, as in libvirt.
    Result<void> showConsole(InitContext& init, std::size_t index) {
        const ConsolePair& pair = init.consoles[index];
        if (init.ids.user != 0 && ::fchown(pair.slave.get(), init.ids.user, init.ids.group) != 0)
            return systemError("chown /dev/pts/" + std::to_string(index));
        if (index == 0)
            TRY(bindConsole(init.dev, pair, index, "console"));
        return bindConsole(init.dev, pair, index, "tty" + std::to_string(index + 1));
    }

    Result<void> bindConsole(int dev, const ConsolePair& pair, std::size_t index,
                             const std::string& name) {
        const UniqueFd tree = TRY(cloneTree(devpts_.get(), std::to_string(index), false));
        struct stat bound {};
        struct stat ours {};
        if (::fstat(tree.get(), &bound) != 0 || ::fstat(pair.slave.get(), &ours) != 0 ||
            bound.st_ino != ours.st_ino || bound.st_dev != ours.st_dev)
            return Error{ErrorCode::internalError, "/dev/" + name + ": is not our terminal"};
        const UniqueFd target = TRY(openOrMakeFile(dev, name, Links::refused));
        TRY_WITHIN("/dev/" + name, attachMount(tree.get(), target.get()));
        return {};
    }

    /// The init of a system ("/sbin/init", "openrc-init") gets its console as the kernel hands it
    /// over at boot: open, and nobody's controlling terminal. It is the getty that takes it; from
    /// an init that had it first, only CAP_SYS_ADMIN of the host could (TIOCSCTTY, man 2const), and
    /// with a user namespace there would be no login.
    static Result<void> useTerminal(const InitContext& init, int slave) {
        if (!init.spec.init.path.ends_with("init") && ::ioctl(slave, TIOCSCTTY, 0) != 0)
            return systemError("ioctl(TIOCSCTTY)");
        return useFor012(slave);
    }

    static Result<void> useNull(int dev) {
        const UniqueFd null(::openat(dev, "null", O_RDWR | O_CLOEXEC));
        if (!null)
            return systemError("open /dev/null");
        return useFor012(null.get());
    }

    static Result<void> useFor012(int fd) {
        for (int number = 0; number <= 2; ++number)
            if (::dup2(fd, number) < 0)
                return systemError("dup2");
        return {};
    }

    static constexpr gid_t ttyGroup = 5; ///< Debian's and most others' "tty"
    uid_t user_ = 0;                     ///< the container's root, on the host
    gid_t group_ = ttyGroup;
    UniqueFd devpts_;
};

} // namespace

StepPointer makeConsoleStep() {
    return std::make_unique<ConsoleStep>();
}

} // namespace twinvirt::lxc
