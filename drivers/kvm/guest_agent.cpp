#include "kvm/guest_agent.h"

#include "kvm/base64.h"
#include "kvm/handles.h"
#include "kvm/libvirt_error.h"

#include <libvirt/libvirt-qemu.h>
#include <libvirt/virterror.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <thread>
#include <unistd.h>

namespace twinvirt::kvm {

namespace {

using nlohmann::json;

/// qemu-ga takes a request of at most 64 MiB and base64 is a third longer.
constexpr std::size_t inputLimit = 40U << 20U;
constexpr int agentSeconds = 10;

Error withoutAgent(Error error) {
    error.message += "; a command in a machine needs qemu-guest-agent in the guest and, in its "
                     "<devices>, <channel type='unix'><target type='virtio' "
                     "name='org.qemu.guest_agent.0'/></channel>; without it there is `console`";
    return error;
}

Result<json> ask(virDomainPtr domain, const json& command) {
    const LibvirtText answer(
        virDomainQemuAgentCommand(domain, command.dump().c_str(), agentSeconds, 0));
    if (!answer) {
        auto error = lastLibvirtError();
        const int code = static_cast<int>(error.code);
        const bool noAgent = code == VIR_ERR_AGENT_UNRESPONSIVE || code == VIR_ERR_AGENT_UNSYNCED ||
                             code == VIR_ERR_ARGUMENT_UNSUPPORTED || code == VIR_ERR_NO_SUPPORT;
        return noAgent ? withoutAgent(std::move(error)) : error;
    }
    auto reply = json::parse(answer.get(), nullptr, false);
    if (!reply.is_object() || !reply.contains("return"))
        return Error{ErrorCode::internalError,
                     std::string("guest agent: unexpected answer: ") + answer.get(), 0};
    return reply["return"];
}

Result<std::string> readInput(int fd) {
    std::string input;
    if (::isatty(fd) != 0)
        return input;
    std::array<char, 65536> buffer{};
    while (input.size() <= inputLimit) {
        const ssize_t count = ::read(fd, buffer.data(), buffer.size());
        if (count == 0)
            return input;
        if (count > 0)
            input.append(buffer.data(), static_cast<std::size_t>(count));
        else if (errno != EINTR)
            return errno == EBADF ? Result<std::string>(std::string())
                                  : Result<std::string>(systemError("read(standard input)"));
    }
    return Error{ErrorCode::argumentUnsupported,
                 "exec: the guest agent takes at most 40 MiB of standard input", 0};
}

Result<void> writeOutput(int fd, const json& status, const char* key) {
    const auto found = status.find(key);
    if (found == status.end() || !found->is_string())
        return {};
    const auto bytes = decodeBase64(found->get<std::string>());
    if (!bytes)
        return Error{ErrorCode::internalError,
                     std::string("guest agent: ") + key + " is not base64", 0};
    for (std::size_t done = 0; done < bytes->size();) {
        const ssize_t count = ::write(fd, bytes->data() + done, bytes->size() - done);
        if (count < 0 && errno != EINTR)
            return systemError("write(output of the command)");
        done += count > 0 ? static_cast<std::size_t>(count) : 0;
    }
    return {};
}

Result<void> refuseWhatTheAgentCannot(const ExecRequest& request) {
    const auto refuse = [](const std::string& option, const std::string& instead) {
        return Error{ErrorCode::argumentUnsupported,
                     option + ": the guest agent of a machine cannot; " + instead, 0};
    };
    if (!request.user.empty())
        return refuse("--user", "write -- su " + request.user + " -c 'COMMAND'");
    if (!request.workingDirectory.empty())
        return refuse("--cwd", "write -- sh -c 'cd " + request.workingDirectory + " && COMMAND'");
    if (request.terminal == ExecRequest::Terminal::always)
        return refuse("--tty", "use 'console' for what needs a terminal");
    return {};
}

Result<json> launch(virDomainPtr domain, const ExecRequest& request) {
    json arguments = {{"path", request.command.front()},
                      {"arg", std::vector(request.command.begin() + 1, request.command.end())},
                      {"capture-output", true}};
    if (!request.environment.empty())
        arguments["env"] = request.environment;
    if (const auto input = TRY(readInput(request.standardInput)); !input.empty())
        arguments["input-data"] = encodeBase64(input);
    return ask(domain, {{"execute", "guest-exec"}, {"arguments", arguments}});
}

Result<json> waitFor(virDomainPtr domain, const json& pid) {
    const json question = {{"execute", "guest-exec-status"}, {"arguments", {{"pid", pid}}}};
    auto pause = std::chrono::milliseconds(10);
    while (true) {
        auto status = TRY(ask(domain, question));
        if (status.value("exited", false))
            return status;
        std::this_thread::sleep_for(pause);
        pause = std::min(pause * 2, std::chrono::milliseconds(200));
    }
}

} // namespace

Result<int> executeByAgent(virDomainPtr domain, const ExecRequest& request) {
    if (request.command.empty())
        return Error{ErrorCode::invalidArgument, "exec: no command given", 0};
    TRY(refuseWhatTheAgentCannot(request));
    try {
        const auto started = TRY(launch(domain, request));
        const auto status = TRY(waitFor(domain, started.at("pid")));
        TRY(writeOutput(request.standardOutput, status, "out-data"));
        TRY(writeOutput(request.standardError, status, "err-data"));
        constexpr int signalled = 128;
        return status.contains("signal") ? signalled + status["signal"].get<int>()
                                         : status.value("exitcode", 0);
    } catch (const json::exception& exception) {
        return Error{ErrorCode::internalError,
                     std::string("guest agent: unexpected answer: ") + exception.what(), 0};
    }
}

} // namespace twinvirt::kvm
