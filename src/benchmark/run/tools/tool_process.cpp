#include "benchmark/run/tools/tool_process.h"

#include "image/command.h"
#include "util/network_device.h"
#include "util/process.h"
#include "util/unique_fd.h"

#include <sys/mman.h>
#include <sys/wait.h>

#include <array>
#include <cstdlib>
#include <fcntl.h>
#include <future>
#include <optional>
#include <sched.h>
#include <thread>
#include <unistd.h>

namespace twinvirt::bench {

namespace {

/// Of this thread, so that what it starts has it too.
Result<void> pinThread(const std::string& cpu) {
    cpu_set_t only;
    CPU_ZERO(&only);
    CPU_SET(std::strtoul(cpu.c_str(), nullptr, 10), &only);
    if (::sched_setaffinity(0, sizeof only, &only) != 0)
        return systemError("run on CPU " + cpu);
    return {};
}

/// A network of one thread, connected to the bridge of the run by another one, which is still in
/// the network of the host and sees that bridge.
class NetworkOfThread {
  public:
    explicit NetworkOfThread(const RunNetwork& network) : network_(network) {}

    /// In the thread that shall have it, and what it starts.
    Result<void> enter() {
        if (::unshare(CLONE_NEWNET) != 0) {
            const Error error = systemError("unshare(CLONE_NEWNET)");
            entered_.set_value(error);
            return error;
        }
        entered_.set_value(::gettid());
        TRY(connected_.get_future().get());
        const std::string device = TRY(findDeviceByMac(network_.guestMac()));
        TRY(setDeviceAddress(device, network_.guestAddress()));
        TRY(setDeviceUp("lo", true));
        return setDeviceUp(device, true);
    }
    /// In a thread of the host's network, at the same time.
    void connect() {
        const Result<pid_t> thread = entered_.get_future().get();
        if (thread)
            connected_.set_value(network_.connect(*thread));
    }

  private:
    const RunNetwork& network_;
    std::promise<Result<pid_t>> entered_;
    std::promise<Result<void>> connected_;
};

Result<ToolOutcome> runHere(const std::vector<std::string>& command, const std::string& cpu) {
    constexpr std::chrono::hours forEver{2}; // timeout(1) ends it before
    TRY(pinThread(cpu));
    const std::string program = TRY(findProgram(command.at(0), "coreutils"));
    const ProcessOutput done =
        TRY(runProcess(program, {command.begin() + 1, command.end()}, forEver));
    return ToolOutcome{WIFEXITED(done.status) ? WEXITSTATUS(done.status)
                                              : 128 + WTERMSIG(done.status),
                       done.output, done.errors};
}

Result<UniqueFd> memoryFile(const char* name) {
    UniqueFd file(::memfd_create(name, MFD_CLOEXEC));
    if (!file)
        return systemError("memfd_create");
    return file;
}

Result<std::string> contentOf(int file) {
    std::string content;
    std::array<char, 16384> buffer{};
    for (off_t at = 0;;) {
        const ssize_t count = ::pread(file, buffer.data(), buffer.size(), at);
        if (count < 0)
            return systemError("read what the tool printed");
        if (count == 0)
            return content;
        content.append(buffer.data(), static_cast<std::size_t>(count));
        at += count;
    }
}

} // namespace

Result<ToolOutcome> runToolOnHost(const std::vector<std::string>& command, const std::string& cpu,
                                  const RunNetwork* network) {
    std::optional<NetworkOfThread> own;
    if (network != nullptr)
        own.emplace(*network);
    std::optional<Result<ToolOutcome>> outcome;
    std::thread thread([&] {
        const Result<void> entered = own ? own->enter() : Result<void>{};
        outcome = entered ? runHere(command, cpu) : Result<ToolOutcome>(entered.error());
    });
    if (own)
        own->connect();
    thread.join();
    if (network != nullptr)
        TRY(network->awaitDisconnected());
    return *outcome;
}

Result<ToolOutcome> runToolInside(const std::vector<std::string>& command,
                                  const std::function<Result<int>(const ExecRequest&)>& execute) {
    const UniqueFd output = TRY(memoryFile("output"));
    const UniqueFd errors = TRY(memoryFile("errors"));
    const UniqueFd null(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    ExecRequest request;
    request.command = command;
    request.standardInput = null.get();
    request.standardOutput = output.get();
    request.standardError = errors.get();
    request.terminal = ExecRequest::Terminal::never;
    const int status = TRY(execute(request));
    return ToolOutcome{status, TRY(contentOf(output.get())), TRY(contentOf(errors.get()))};
}

} // namespace twinvirt::bench
