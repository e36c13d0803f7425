// twinvirt-make-filter FILE: writes the default seccomp filter as C++ source; runs in the build.
#include "lxc/seccomp/compact_filter.h"
#include "lxc/seccomp/profile.h"

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/ioctl.h>
#include <sys/mman.h>

#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <unistd.h>
#include <vector>

namespace {

constexpr int ioctlOfX86_64 = 16;
constexpr int ioctlOfI386 = 54;

/// ioctl(TIOCSTI) and ioctl(TIOCLINUX) answer EPERM. Written by hand and put in front: the kernel
/// looks at the lower 32 bits of the request only, and libseccomp compares all 64, so that
/// 0x100005412 would pass (CVE-2019-7303). What follows starts anew.
std::vector<sock_filter> terminalPrologue() {
    return {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, arch)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AUDIT_ARCH_I386, 2, 0),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ioctlOfX86_64, 2, 6),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ioctlOfI386, 0, 4),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, args[1])),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, TIOCSTI, 1, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, TIOCLINUX, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
    };
}

/// What libseccomp makes of the profile; empty on an error, which was said.
std::vector<sock_filter> generatedFilter() {
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(ENOSYS));
    const std::string failed = twinvirt::lxc::fillDefaultProfile(filter);
    const int file = ::memfd_create("filter", MFD_CLOEXEC);
    std::vector<sock_filter> program;
    if (!failed.empty() || seccomp_export_bpf(filter, file) != 0) {
        std::fprintf(stderr, "cannot make the filter: %s\n", failed.c_str());
        return program;
    }
    const auto size = static_cast<std::size_t>(::lseek(file, 0, SEEK_END));
    program.resize(size / sizeof(sock_filter));
    if (::pread(file, program.data(), size, 0) != static_cast<ssize_t>(size))
        program.clear();
    seccomp_release(filter);
    ::close(file);
    return program;
}

void writeSource(std::FILE* out, const std::vector<sock_filter>& program) {
    std::fputs("// Made by twinvirt-make-filter.\n#include \"lxc/seccomp/default_filter.h\"\n\n"
               "namespace twinvirt::lxc {\n\nstatic constexpr std::uint8_t bytes[] = {",
               out);
    const auto* bytes = reinterpret_cast<const unsigned char*>(program.data());
    for (std::size_t i = 0; i < program.size() * sizeof(sock_filter); ++i)
        std::fprintf(out, "%s%u,", i % sizeof(sock_filter) == 0 ? "\n    " : " ",
                     static_cast<unsigned>(bytes[i]));
    std::fputs("\n};\n\nstd::vector<std::uint8_t> defaultSeccompFilter() {\n"
               "    return {bytes, bytes + sizeof bytes};\n}\n\n} // namespace twinvirt::lxc\n",
               out);
}

} // namespace

int main(int argc, char** argv) {
    auto program = terminalPrologue();
    std::string failure;
    const auto generated = twinvirt::lxc::compactFilter(generatedFilter(), failure);
    if (!failure.empty())
        std::fprintf(stderr, "cannot make the filter: %s\n", failure.c_str());
    program.insert(program.end(), generated.begin(), generated.end());
    constexpr std::size_t most = BPF_MAXINSNS;
    if (argc != 2 || generated.empty() || program.size() > most) {
        std::fprintf(stderr, "usage: twinvirt-make-filter FILE (%zu instructions)\n",
                     program.size());
        return 1;
    }
    std::FILE* out = std::fopen(argv[1], "w");
    if (out == nullptr)
        return 1;
    writeSource(out, program);
    return std::fclose(out) == 0 ? 0 : 1;
}
