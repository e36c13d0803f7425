#include "lxc/seccomp/compact_filter.h"

#include <linux/audit.h>
#include <linux/seccomp.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <sched.h>

namespace twinvirt::lxc {

namespace {

using Program = std::vector<sock_filter>;

struct Decision {
    std::uint32_t action = 0;
    bool readsArguments = false;
    bool operator==(const Decision&) const = default;
};

/// Numbers from here on are no calls of either architecture.
constexpr std::uint32_t pastAllCalls = 2048;

std::uint32_t load(const seccomp_data& call, std::uint32_t offset) {
    std::uint32_t word = 0;
    std::memcpy(&word, reinterpret_cast<const char*>(&call) + offset, sizeof word);
    return word;
}

bool holds(const sock_filter& jump, std::uint32_t accumulator) {
    switch (BPF_OP(jump.code)) {
    case BPF_JEQ:
        return accumulator == jump.k;
    case BPF_JGT:
        return accumulator > jump.k;
    case BPF_JGE:
        return accumulator >= jump.k;
    default: // BPF_JSET
        return (accumulator & jump.k) != 0;
    }
}

/// Runs the program as the kernel would (man 2 seccomp), with the instructions that libseccomp
/// uses.
Decision decide(const Program& program, const seccomp_data& call) {
    Decision decision;
    std::uint32_t accumulator = 0;
    for (std::size_t at = 0; at < program.size(); ++at) {
        const sock_filter& instruction = program[at];
        switch (BPF_CLASS(instruction.code)) {
        case BPF_LD:
            accumulator = load(call, instruction.k);
            if (instruction.k >= offsetof(seccomp_data, args))
                decision.readsArguments = true;
            break;
        case BPF_ALU: // BPF_AND
            accumulator &= instruction.k;
            break;
        case BPF_JMP:
            if (BPF_OP(instruction.code) == BPF_JA)
                at += instruction.k;
            else
                at += holds(instruction, accumulator) ? instruction.jt : instruction.jf;
            break;
        default: // BPF_RET
            decision.action = instruction.k;
            return decision;
        }
    }
    return decision;
}

seccomp_data makeCall(std::uint32_t architecture, std::uint32_t number, std::uint64_t argument) {
    seccomp_data call{};
    call.nr = static_cast<int>(number);
    call.arch = architecture;
    call.args[0] = argument;
    return call;
}

struct Range {
    std::uint32_t first;
    Decision decision;
};

std::vector<Range> rangesOf(const Program& program, std::uint32_t architecture) {
    std::vector<Range> ranges;
    for (std::uint32_t number = 0; number <= pastAllCalls; ++number) {
        Decision decision = decide(program, makeCall(architecture, number, 0));
        if (ranges.empty() || !(ranges.back().decision == decision))
            ranges.push_back(Range{number, decision});
    }
    return ranges;
}

void append(Program& program, const sock_filter& instruction) {
    program.push_back(instruction);
}

void appendDecision(Program& program, const Decision& decision) {
    if (decision.readsArguments) {
        append(program, BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, args[0])));
        append(program, BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, CLONE_NEWUSER, 0, 1));
        append(program, BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM));
    }
    append(program, BPF_STMT(BPF_RET | BPF_K, decision.action));
}

/// ranges[from, to): the number is in the accumulator and is none of those outside.
Program bisect(const std::vector<Range>& ranges, std::size_t from, std::size_t to) {
    Program program;
    if (to - from == 1) {
        appendDecision(program, ranges[from].decision);
        return program;
    }
    const std::size_t middle = from + (to - from) / 2;
    const Program lower = bisect(ranges, from, middle);
    const Program upper = bisect(ranges, middle, to);
    append(program, BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, ranges[middle].first,
                             static_cast<std::uint8_t>(lower.size()), 0));
    program.insert(program.end(), lower.begin(), lower.end());
    program.insert(program.end(), upper.begin(), upper.end());
    return program;
}

/// The table of one architecture; empty when a jump over its lower half would be too long.
Program tableOf(const Program& program, std::uint32_t architecture) {
    const auto ranges = rangesOf(program, architecture);
    Program table{BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr))};
    const Program body = bisect(ranges, 0, ranges.size());
    if (body.size() > UINT8_MAX)
        return {};
    table.insert(table.end(), body.begin(), body.end());
    return table;
}

std::string differenceAt(const seccomp_data& call) {
    return "the compact filter decides differently on call " + std::to_string(call.nr) +
           " of architecture " + std::to_string(call.arch) + " with argument " +
           std::to_string(call.args[0]);
}

/// Empty when both decide the same.
std::string difference(const Program& one, const Program& other) {
    constexpr std::uint64_t newUser = CLONE_NEWUSER;
    constexpr std::array<std::uint64_t, 7> arguments{
        0, newUser, newUser | CLONE_NEWNS, CLONE_NEWNS, ~std::uint64_t{0}, ~newUser, 1ULL << 32U};
    constexpr std::uint32_t x32 = 0x40000000;
    for (const std::uint32_t architecture :
         std::array<std::uint32_t, 3>{AUDIT_ARCH_X86_64, AUDIT_ARCH_I386, AUDIT_ARCH_AARCH64})
        for (const std::uint32_t base :
             std::array<std::uint32_t, 5>{0, x32, x32 * 2, x32 * 3, 0U - pastAllCalls})
            for (std::uint32_t number = 0; number < 2 * pastAllCalls; ++number)
                for (const std::uint64_t argument : arguments) {
                    const auto call = makeCall(architecture, base + number, argument);
                    if (decide(one, call).action != decide(other, call).action)
                        return differenceAt(call);
                }
    return {};
}

} // namespace

std::vector<sock_filter> compactFilter(const std::vector<sock_filter>& program,
                                       std::string& failure) {
    const Program native = tableOf(program, AUDIT_ARCH_X86_64);
    const Program compatible = tableOf(program, AUDIT_ARCH_I386);
    const Decision other = decide(program, makeCall(AUDIT_ARCH_AARCH64, 0, 0));
    Program compact{
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, arch)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AUDIT_ARCH_X86_64, 3, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AUDIT_ARCH_I386, 1, 0),
        BPF_STMT(BPF_RET | BPF_K, other.action),
        BPF_STMT(BPF_JMP | BPF_JA, static_cast<std::uint32_t>(native.size())),
    };
    compact.insert(compact.end(), native.begin(), native.end());
    compact.insert(compact.end(), compatible.begin(), compatible.end());
    failure = native.empty() || compatible.empty() ? "the table of an architecture is too long"
                                                   : difference(program, compact);
    if (!failure.empty())
        compact.clear();
    return compact;
}

} // namespace twinvirt::lxc
