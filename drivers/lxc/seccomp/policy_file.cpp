#include "lxc/seccomp/policy_file.h"

#include "util/unique_fd.h"

#include <sys/mman.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <optional>
#include <seccomp.h>
#include <sstream>
#include <string>
#include <unistd.h>

namespace twinvirt::lxc {

namespace {

using Filter = std::unique_ptr<void, decltype(&seccomp_release)>;

Error wrong(int line, const std::string& reason) {
    return {ErrorCode::configUnsupported, "line " + std::to_string(line) + ": " + reason};
}

/// "allow", "errno 1", "kill", "trap", "log"; nothing at all is no action.
Result<std::optional<std::uint32_t>> readAction(std::istringstream& words, int line) {
    std::string word;
    if (!(words >> word))
        return std::optional<std::uint32_t>();
    if (word == "errno") {
        unsigned number = 0;
        if (!(words >> number) || number == 0 || number > 4095)
            return wrong(line, "'errno' wants a number from 1 to 4095");
        return std::optional<std::uint32_t>(SCMP_ACT_ERRNO(number));
    }
    if (word == "allow")
        return std::optional<std::uint32_t>(SCMP_ACT_ALLOW);
    if (word == "kill")
        return std::optional<std::uint32_t>(SCMP_ACT_KILL_PROCESS);
    if (word == "trap")
        return std::optional<std::uint32_t>(SCMP_ACT_TRAP);
    if (word == "log")
        return std::optional<std::uint32_t>(SCMP_ACT_LOG);
    return wrong(line, "'" + word + "' is no action; write allow, errno N, kill, trap or log" +
                           (word[0] == '[' ? " (rules on arguments are not offered)" : ""));
}

/// One policy while it is read: a filter for each architecture, merged at the end.
class PolicyReader {
  public:
    Result<std::vector<std::uint8_t>> read(std::string_view text) {
        std::istringstream lines{std::string(text)};
        for (std::string line; std::getline(lines, line);) {
            ++line_;
            line.erase(std::min(line.find('#'), line.size()));
            std::istringstream words(line);
            std::string first;
            if (words >> first)
                TRY(readLine(first, words));
        }
        if (!wide_)
            return wrong(line_, "the policy ends before its list; its first two lines are '2' and "
                                "'denylist' or 'allowlist'");
        return exported();
    }

  private:
    Result<void> readLine(const std::string& first, std::istringstream& words) {
        if (!versionSeen_) {
            if (first != "2")
                return wrong(line_, "only version 2 of the format is offered; write '2' here");
            versionSeen_ = true;
            return {};
        }
        if (!wide_)
            return begin(first, words);
        if (first.front() == '[')
            return enterSection(first);
        return addRule(first, words);
    }

    Result<void> begin(const std::string& kind, std::istringstream& words) {
        const bool allows = kind == "allowlist" || kind == "whitelist";
        if (!allows && kind != "denylist" && kind != "blacklist")
            return wrong(line_, "'" + kind + "' is no list; write 'allowlist' or 'denylist'");
        const auto action = TRY(readAction(words, line_)).value_or(SCMP_ACT_ERRNO(EPERM));
        listed_ = allows ? SCMP_ACT_ALLOW : action;
        otherwise_ = allows ? action : SCMP_ACT_ALLOW;
        wide_.reset(seccomp_init(otherwise_));
        narrow_.reset(seccomp_init(otherwise_));
        if (!wide_ || !narrow_ || seccomp_arch_add(narrow_.get(), SCMP_ARCH_X86) != 0 ||
            seccomp_arch_remove(narrow_.get(), SCMP_ARCH_X86_64) != 0)
            return wrong(line_, "the filter cannot be made");
        return {};
    }

    Result<void> enterSection(const std::string& name) {
        forWide_ = name == "[all]" || name == "[x86_64]";
        forNarrow_ = name == "[all]" || name == "[x86]" || name == "[i386]";
        if (!forWide_ && !forNarrow_)
            return wrong(line_, "'" + name + "' is no section; write [all], [x86_64] or [x86]");
        return {};
    }

    Result<void> addRule(const std::string& name, std::istringstream& words) {
        const auto action = TRY(readAction(words, line_)).value_or(listed_);
        if (seccomp_syscall_resolve_name(name.c_str()) == __NR_SCMP_ERROR)
            return wrong(line_, "there is no system call '" + name + "'");
        if (action == otherwise_)
            return {};
        for (const bool wide : {true, false}) {
            if (!(wide ? forWide_ : forNarrow_))
                continue;
            const int number = seccomp_syscall_resolve_name_arch(
                wide ? SCMP_ARCH_X86_64 : SCMP_ARCH_X86, name.c_str());
            const int result = seccomp_rule_add((wide ? wide_ : narrow_).get(), action, number, 0);
            if (result != 0 && result != -EEXIST && result != -EDOM)
                return wrong(line_, "the rule on '" + name + "' cannot be added");
        }
        return {};
    }

    Result<std::vector<std::uint8_t>> exported() {
        if (seccomp_merge(wide_.get(), narrow_.get()) != 0)
            return wrong(line_, "the filters of both architectures cannot be merged");
        (void)narrow_.release(); // merge took it
        const UniqueFd file(::memfd_create("seccomp", MFD_CLOEXEC));
        if (!file || seccomp_export_bpf(wide_.get(), file.get()) != 0)
            return wrong(line_, "the filter cannot be written");
        const auto size = ::lseek(file.get(), 0, SEEK_END);
        std::vector<std::uint8_t> program(static_cast<std::size_t>(std::max<off_t>(size, 0)));
        if (::pread(file.get(), program.data(), program.size(), 0) != size)
            return systemError("read the filter");
        return program;
    }

    Filter wide_{nullptr, seccomp_release};   ///< x86_64
    Filter narrow_{nullptr, seccomp_release}; ///< x86
    bool forWide_ = true;
    bool forNarrow_ = true;
    std::uint32_t listed_ = 0;
    std::uint32_t otherwise_ = 0;
    bool versionSeen_ = false;
    int line_ = 0;
};

} // namespace

Result<std::vector<std::uint8_t>> compileSeccompPolicy(std::string_view text) {
    return PolicyReader().read(text);
}

} // namespace twinvirt::lxc
