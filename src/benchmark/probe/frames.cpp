#include "benchmark/probe/frames.h"

#include "benchmark/probe/kernel.h"
#include "benchmark/probe/whole_transfer.h"

#include <cstring>
#include <vector>

namespace twinvirt::bench::probe {

/// The number of the frame, in its first and its last bytes.
static void stampFrame(std::vector<unsigned char>& frame, std::uint64_t number) {
    std::memcpy(frame.data(), &number, sizeof number);
    std::memcpy(frame.data() + frameSize - sizeof number, &number, sizeof number);
}

static std::uint64_t stampsOf(const std::vector<unsigned char>& frame) {
    std::uint64_t first = 0;
    std::uint64_t last = 0;
    std::memcpy(&first, frame.data(), sizeof first);
    std::memcpy(&last, frame.data() + frameSize - sizeof last, sizeof last);
    return first + last;
}

Result<void> sendFrames(int fd, std::uint64_t count) {
    std::vector<unsigned char> frame(frameSize, 0x5a);
    TRY(writeWhole(fd, &count, sizeof count));
    for (std::uint64_t number = 1; number <= count; ++number) {
        stampFrame(frame, number);
        TRY(writeWhole(fd, frame.data(), frameSize));
    }
    std::uint64_t sum = 0;
    TRY(readWhole(fd, &sum, sizeof sum));
    if (sum != count * (count + 1)) // twice the sum of 1 … count
        return wrongAnswer("what arrived is not what was sent");
    return {};
}

int receiveFrames(int fd) {
    std::vector<unsigned char> frame(frameSize);
    std::uint64_t count = 0;
    while (readWhole(fd, &count, sizeof count)) {
        std::uint64_t sum = 0;
        for (; count > 0; --count) {
            if (!readWhole(fd, frame.data(), frameSize))
                return 1;
            sum += stampsOf(frame);
        }
        if (!writeWhole(fd, &sum, sizeof sum))
            return 1;
    }
    return 0;
}

} // namespace twinvirt::bench::probe
