#include "lxc/isolation/security_label.h"

#include "lxc/isolation/safe_path.h"

#include <linux/magic.h>
#include <sys/vfs.h>

#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

namespace twinvirt::lxc {

static Result<void> checkProcfs(int proc) {
    struct statfs info {};
    if (::fstatfs(proc, &info) != 0)
        return systemError("statfs /proc");
    if (info.f_type != PROC_SUPER_MAGIC)
        return Error{ErrorCode::internalError, "what is mounted as /proc is no procfs"};
    return {};
}

/// AppArmor has a directory of its own since Linux 5.8, and before that the file of all.
static Result<UniqueFd> openExecAttribute(int proc, const std::string& model) {
    auto directory = model == "apparmor" ? openBelow(proc, "self/attr/apparmor", Links::inside)
                                         : openBelow(proc, "self/attr", Links::inside);
    if (!directory && directory.error().errnum == ENOENT)
        directory = openBelow(proc, "self/attr", Links::inside);
    if (!directory)
        return directory.error();
    UniqueFd file(::openat(directory->get(), "exec", O_WRONLY | O_NOFOLLOW | O_CLOEXEC));
    if (!file)
        return systemError("open attr/exec");
    return file;
}

static Error notSet(const SecurityLabelSpec& label, int error) {
    const bool profile = label.model == "apparmor";
    const std::string what = "<seclabel model='" + label.model + "'><label>" + label.label + ": ";
    if (profile && error == ENOENT)
        return {ErrorCode::configUnsupported,
                what + "no such profile is loaded; load it with 'apparmor_parser -r FILE'"};
    if (!profile && error == EINVAL)
        return {ErrorCode::configUnsupported,
                what + "the loaded policy knows no such context; see 'seinfo -t'"};
    return systemError(what + "set the label", error);
}

static Result<void> labelNextExec(int proc, const SecurityLabelSpec& label) {
    const UniqueFd file = TRY(openExecAttribute(proc, label.model));
    const std::string text = (label.model == "apparmor" ? "exec " : "") + label.label;
    // The kernel takes it in one write, or not at all.
    if (::write(file.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size()))
        return notSet(label, errno);
    return {};
}

Result<void> labelNextExec(int proc, const std::vector<SecurityLabelSpec>& labels) {
    if (labels.empty())
        return {};
    TRY(checkProcfs(proc));
    for (const SecurityLabelSpec& label : labels)
        TRY(labelNextExec(proc, label));
    return {};
}

} // namespace twinvirt::lxc
