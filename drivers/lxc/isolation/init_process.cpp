#include "lxc/isolation/init_process.h"

#include "lxc/isolation/fault.h"
#include "lxc/isolation/launch.h"

#include <linux/close_range.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include <csignal>
#include <unistd.h>

namespace twinvirt::lxc {

static std::vector<char*> pointersTo(const std::vector<std::string>& strings,
                                     const std::string* first) {
    std::vector<char*> pointers;
    if (first != nullptr)
        pointers.push_back(const_cast<char*>(first->c_str()));
    for (const auto& string : strings)
        pointers.push_back(const_cast<char*>(string.c_str()));
    pointers.push_back(nullptr);
    return pointers;
}

static Result<void> enterAll(InitContext& init, const std::vector<StepPointer>& steps,
                             LaunchProgress& progress) {
    for (std::size_t i = 0; i < steps.size(); ++i) {
        progress.current = static_cast<std::uint32_t>(i);
        progress.enter.at(i).startNs = monotonicNs();
        TRY_WITHIN(steps[i]->name(), faultPoint(steps[i]->name(), "enter"));
        TRY_WITHIN(steps[i]->name(), steps[i]->enter(init));
        progress.enter.at(i).durationNs = monotonicNs() - progress.enter.at(i).startNs;
    }
    progress.current = static_cast<std::uint32_t>(steps.size());
    return {};
}

/// Moves the descriptors that are init's to 3 and up. Each moves downwards, so none overwrites one
/// that is still to be moved.
static Result<void> placePassedDescriptors(const LaunchSpec& spec, Handshake& handshake) {
    constexpr unsigned first = 3;
    if (spec.passedDescriptors == 0)
        return {};
    TRY(handshake.moveAbove(LaunchSpec::firstPassed + spec.passedDescriptors));
    for (unsigned i = 0; i < spec.passedDescriptors; ++i)
        if (::dup2(static_cast<int>(LaunchSpec::firstPassed + i), static_cast<int>(first + i)) < 0)
            return systemError("pass descriptors: dup2");
    return {};
}

/// Says `executing` and execs; returns only if that fails.
static Result<void> execute(const LaunchSpec& spec, Handshake& handshake) {
    const auto arguments = pointersTo(spec.init.arguments, &spec.init.path);
    const auto environment = pointersTo(spec.init.environment, nullptr);
    // A change of user cleared it.
    if (::prctl(PR_SET_PDEATHSIG, SIGKILL) != 0)
        return systemError("prctl(PR_SET_PDEATHSIG)");
    TRY(placePassedDescriptors(spec, handshake));
    if (::syscall(SYS_close_range, 3U + spec.passedDescriptors, ~0U, CLOSE_RANGE_CLOEXEC) != 0)
        return systemError("close_range");
    // EPIPE: the supervisor died before the signal above was armed.
    TRY(handshake.send({LaunchMessage::Kind::executing, {}}));
    if (spec.paused)
        (void)TRY(handshake.receive());
    ::execve(spec.init.path.c_str(), arguments.data(), environment.data());
    return systemError("exec(" + spec.init.path + ")");
}

[[noreturn]] void becomeInit(LaunchContext& launch, const std::vector<StepPointer>& steps,
                             Handshake& handshake, LaunchProgress& progress) {
    // The lock on `alive` must die with the supervisor alone (3: the report, 4: the lock).
    ::close(3);
    ::close(4);
    InitContext init{.spec = launch.spec, .consoles = launch.consoles, .ids = {}};
    auto done = handshake.receive();
    if (done) {
        auto result = enterAll(init, steps, progress);
        if (result) {
            result = execute(launch.spec, handshake);
            if (!result)
                result = result.error().within("exec");
        }
        if (!result)
            (void)handshake.send({LaunchMessage::Kind::failed, result.error()});
    }
    ::_exit(127);
}

} // namespace twinvirt::lxc
