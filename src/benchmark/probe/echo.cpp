#include "benchmark/probe/echo.h"

#include "benchmark/probe/kernel.h"
#include "benchmark/probe/whole_transfer.h"

namespace twinvirt::bench::probe {

int answerWithSuccessors(int input, int output) {
    std::uint8_t token = 0;
    while (readWhole(input, &token, 1)) {
        ++token;
        if (!writeWhole(output, &token, 1))
            return 1;
    }
    return 0;
}

Result<void> roundTrips(int output, int input, std::uint64_t count, std::uint8_t& token) {
    for (std::uint64_t i = 0; i < count; ++i) {
        std::uint8_t answer = 0;
        TRY(writeWhole(output, &token, 1));
        TRY(readWhole(input, &answer, 1));
        ++token;
        if (answer != token)
            return wrongAnswer("the other process sent " + std::to_string(answer) + " instead of " +
                               std::to_string(token));
    }
    return {};
}

} // namespace twinvirt::bench::probe
