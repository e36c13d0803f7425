#include "lxc/isolation/device_program.h"

#include "util/unique_fd.h"

#include <linux/bpf.h>
#include <sys/syscall.h>

#include <array>
#include <cstddef>
#include <unistd.h>

namespace twinvirt::lxc {

namespace {

/// The registers of the program: what is asked for, taken from its context.
enum Register : std::uint8_t {
    result = BPF_REG_0,
    context = BPF_REG_1,
    type = BPF_REG_2,
    access = BPF_REG_3,
    majorNumber = BPF_REG_4,
    minorNumber = BPF_REG_5,
    rest = BPF_REG_6
};

using Program = std::vector<bpf_insn>;

bpf_insn load(Register to, std::size_t offset) {
    return {BPF_LDX | BPF_W | BPF_MEM, to, context, static_cast<__s16>(offset), 0};
}
bpf_insn compute(std::uint8_t operation, Register to, std::int32_t number) {
    return {static_cast<__u8>(BPF_ALU64 | BPF_K | operation), to, 0, 0, number};
}
bpf_insn copy(Register to, Register from) {
    return {BPF_ALU64 | BPF_X | BPF_MOV, to, from, 0, 0};
}
/// Its distance is filled in once the end of the rule is known.
bpf_insn skipUnless(Register value, std::int32_t number) {
    return {BPF_JMP | BPF_K | BPF_JNE, value, 0, 0, number};
}
bpf_insn leave() {
    return {BPF_JMP | BPF_EXIT, 0, 0, 0, 0};
}

void answer(Program& program, bool allowed) {
    program.push_back(compute(BPF_MOV, result, allowed ? 1 : 0));
    program.push_back(leave());
}

void addRule(Program& program, const DeviceSpec& device) {
    const std::size_t first = program.size();
    program.push_back(skipUnless(type, device.block ? BPF_DEVCG_DEV_BLOCK : BPF_DEVCG_DEV_CHAR));
    program.push_back(copy(rest, access)); // what is asked for beyond what is allowed
    program.push_back(compute(BPF_AND, rest, static_cast<std::int32_t>(~device.access)));
    program.push_back(skipUnless(rest, 0));
    if (device.majorNumber != anyMajor)
        program.push_back(skipUnless(majorNumber, static_cast<std::int32_t>(device.majorNumber)));
    if (device.minorNumber >= 0)
        program.push_back(skipUnless(minorNumber, device.minorNumber));
    answer(program, true);
    for (std::size_t i = first; i < program.size(); ++i)
        if (program[i].code == (BPF_JMP | BPF_K | BPF_JNE))
            program[i].off = static_cast<__s16>(program.size() - i - 1);
}

Program deviceProgram(const std::vector<DeviceSpec>& allowed) {
    Program program{load(type, offsetof(bpf_cgroup_dev_ctx, access_type)),
                    copy(access, type),
                    compute(BPF_AND, type, 0xffff),
                    compute(BPF_RSH, access, 16),
                    load(majorNumber, offsetof(bpf_cgroup_dev_ctx, major)),
                    load(minorNumber, offsetof(bpf_cgroup_dev_ctx, minor))};
    for (const DeviceSpec& device : allowed)
        addRule(program, device);
    answer(program, false);
    return program;
}

long bpf(int command, bpf_attr& attributes) {
    return ::syscall(SYS_bpf, command, &attributes, sizeof attributes);
}

} // namespace

static Result<UniqueFd> loadProgram(const std::vector<DeviceSpec>& allowed) {
    const Program program = deviceProgram(allowed);
    bpf_attr attributes{};
    attributes.prog_type = BPF_PROG_TYPE_CGROUP_DEVICE;
    attributes.insns = reinterpret_cast<std::uintptr_t>(program.data());
    attributes.insn_cnt = static_cast<__u32>(program.size());
    attributes.license = reinterpret_cast<std::uintptr_t>("LGPL");
    UniqueFd loaded(static_cast<int>(bpf(BPF_PROG_LOAD, attributes)));
    if (!loaded)
        return systemError("bpf(BPF_PROG_LOAD) of the device list");
    return loaded;
}

/// `replaced`: a descriptor of the program whose place it takes; -1: of none.
static Result<void> attach(int cgroup, int program, int replaced) {
    bpf_attr attributes{};
    attributes.target_fd = static_cast<__u32>(cgroup);
    attributes.attach_bpf_fd = static_cast<__u32>(program);
    attributes.attach_type = BPF_CGROUP_DEVICE;
    attributes.attach_flags = BPF_F_ALLOW_MULTI; // systemd in the container may add its own
    if (replaced >= 0) {
        attributes.attach_flags |= BPF_F_REPLACE;
        attributes.replace_bpf_fd = static_cast<__u32>(replaced);
    }
    if (bpf(BPF_PROG_ATTACH, attributes) != 0)
        return systemError("bpf(BPF_PROG_ATTACH) of the device list");
    return {};
}

/// The only program that is attached to the cgroup itself.
static Result<UniqueFd> attachedProgram(int cgroup) {
    std::array<__u32, 8> ids{};
    bpf_attr attributes{};
    attributes.query.target_fd = static_cast<__u32>(cgroup);
    attributes.query.attach_type = BPF_CGROUP_DEVICE;
    attributes.query.prog_ids = reinterpret_cast<std::uintptr_t>(ids.data());
    attributes.query.prog_cnt = ids.size();
    if (bpf(BPF_PROG_QUERY, attributes) != 0)
        return systemError("bpf(BPF_PROG_QUERY) of the device list");
    if (attributes.query.prog_cnt != 1)
        return Error{ErrorCode::operationUnsupported,
                     "the container's cgroup has " + std::to_string(attributes.query.prog_cnt) +
                         " device programs where one is ours; its list cannot change while it "
                         "runs, use --config"};
    attributes = {};
    attributes.prog_id = ids[0];
    UniqueFd program(static_cast<int>(bpf(BPF_PROG_GET_FD_BY_ID, attributes)));
    if (!program)
        return systemError("bpf(BPF_PROG_GET_FD_BY_ID) of the device list");
    return program;
}

Result<void> attachDeviceProgram(int cgroup, const std::vector<DeviceSpec>& allowed) {
    const UniqueFd loaded = TRY(loadProgram(allowed));
    return attach(cgroup, loaded.get(), -1);
}

Result<void> replaceDeviceProgram(int cgroup, const std::vector<DeviceSpec>& allowed) {
    const UniqueFd old = TRY(attachedProgram(cgroup));
    const UniqueFd loaded = TRY(loadProgram(allowed));
    return attach(cgroup, loaded.get(), old.get());
}

} // namespace twinvirt::lxc
