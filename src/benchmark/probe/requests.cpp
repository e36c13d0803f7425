#include "benchmark/probe/requests.h"

#include "benchmark/probe/kernel.h"
#include "benchmark/probe/whole_transfer.h"

#include <cstring>

namespace twinvirt::bench::probe {

Request requestOf(std::uint64_t number) {
    Request request;
    request.fill(0x5a);
    std::memcpy(request.data(), &number, sizeof number);
    std::memcpy(request.data() + request.size() - sizeof number, &number, sizeof number);
    return request;
}

Answer answerTo(const Request& request) {
    Answer answer{};
    for (std::size_t i = 0; i < answer.size(); ++i)
        answer[i] = static_cast<std::uint8_t>(~request[i % request.size()]);
    return answer;
}

int answerRequests(int fd) {
    Request request{};
    while (readWhole(fd, request.data(), request.size())) {
        const Answer answer = answerTo(request);
        if (!writeWhole(fd, answer.data(), answer.size()))
            return 1;
    }
    return 0;
}

Result<void> exchange(int fd, std::uint64_t number) {
    const Request request = requestOf(number);
    Answer answer{};
    TRY(writeWhole(fd, request.data(), request.size()));
    TRY(readWhole(fd, answer.data(), answer.size()));
    if (answer != answerTo(request))
        return wrongAnswer("the peer's answer to request " + std::to_string(number) +
                           " is another one");
    return {};
}

} // namespace twinvirt::bench::probe
