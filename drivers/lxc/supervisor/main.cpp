#include "lxc/isolation/hook.h"
#include "lxc/isolation/release.h"
#include "lxc/supervisor/supervisor.h"
#include "util/process.h"

#include <sys/prctl.h>
#include <sys/stat.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <string_view>
#include <unistd.h>

namespace twinvirt::lxc {

/// A process that belongs to nobody: its own session, no terminal, errors into the log.
static void detach(const RunDirectory& run) {
    ::setsid();
    ::umask(022);
    if (::chdir("/") != 0)
        std::perror("chdir(/)");
    const int null = ::open("/dev/null", O_RDWR | O_CLOEXEC);
    ::dup2(null, STDIN_FILENO);
    ::dup2(null, STDOUT_FILENO);
    const int log =
        ::open(run.supervisorLog().c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (log >= 0)
        ::dup2(log, STDERR_FILENO);
    ::prctl(PR_SET_NAME, "twinvirt-superv");
}

/// Signals are blocked: half a release would be worse than one that cannot be interrupted.
static int release(const RunDirectory& run) {
    sigset_t all;
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, nullptr);
    const auto released = releaseContainer(run);
    if (released)
        return 0;
    std::fprintf(stderr, "%s\n", released.error().message.c_str());
    return 1;
}

static int restart(SupervisorRequest request, char** argv) {
    request.restart = true;
    request.consoleListener = UniqueFd(std::atoi(argv[3]));
    request.consoleClients = argv[4];
    const auto released = releaseSteps(request.run);
    if (const auto spec = readLaunchSpec(request.run))
        runEndHooks(*spec);
    if (!released)
        std::fprintf(stderr, "restart: %s\n", released.error().message.c_str());
    return released ? superviseLaunch(std::move(request)) : release(request.run);
}

static int run(int argc, char** argv) {
    const std::string_view verb = argc > 1 ? argv[1] : "";
    const bool known =
        (argc == 3 && (verb == "launch" || verb == "release")) || (argc == 5 && verb == "restart");
    if (!known || argv[0][0] != '/') {
        std::fprintf(stderr, "twinvirt-supervisor is run by twinvirt's LXC driver; "
                             "see twinsh(1)\n");
        return 2;
    }
    SupervisorRequest request;
    request.program = argv[0];
    request.run.path = argv[2];
    if (verb == "release") {
        detach(request.run);
        return release(request.run);
    }
    const auto sealed = sealProgram(argv);
    detach(request.run);
    beginOwnSession();
    if (!sealed)
        return failLaunch(request, sealed.error());
    return verb == "launch" ? superviseLaunch(std::move(request))
                            : restart(std::move(request), argv);
}

} // namespace twinvirt::lxc

int main(int argc, char** argv) {
    return twinvirt::lxc::run(argc, argv);
}
