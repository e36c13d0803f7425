#include "shell/signal_pipe.h"

#include <array>
#include <atomic>
#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

namespace twinvirt {

namespace {

std::atomic<int> pipeOfHandler{-1};

extern "C" void writeSignal(int signal) {
    const int saved = errno;
    const auto byte = static_cast<unsigned char>(signal);
    [[maybe_unused]] const auto written = ::write(pipeOfHandler.load(), &byte, 1);
    errno = saved;
}

} // namespace

Result<SignalPipe> SignalPipe::open(const std::vector<int>& signals) {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) != 0)
        return systemError("watch signals: pipe2()");
    SignalPipe pipe{UniqueFd(ends[0]), UniqueFd(ends[1])};
    pipeOfHandler = pipe.writeEnd_.get();
    for (const int signal : signals) {
        struct sigaction action {};
        action.sa_handler = writeSignal;
        action.sa_flags = SA_RESTART;
        struct sigaction previous {};
        ::sigaction(signal, &action, &previous);
        pipe.previous_.emplace_back(signal, previous);
    }
    return pipe;
}

SignalPipe::~SignalPipe() {
    for (const auto& [signal, action] : previous_)
        ::sigaction(signal, &action, nullptr);
    if (readEnd_)
        pipeOfHandler = -1;
}

int SignalPipe::take() const {
    unsigned char byte = 0;
    return ::read(readEnd_.get(), &byte, 1) == 1 ? byte : 0;
}

} // namespace twinvirt
