#include "lxc/network/filter_binding.h"

#include "lxc/network/virsh.h"
#include "util/unique_fd.h"

#include <sys/mman.h>

#include <unistd.h>

namespace twinvirt::lxc {

/// For an attribute or a text.
static std::string escaped(const std::string& text) {
    std::string xml;
    for (const char c : text)
        switch (c) {
        case '&':
            xml += "&amp;";
            break;
        case '<':
            xml += "&lt;";
            break;
        case '>':
            xml += "&gt;";
            break;
        case '\'':
            xml += "&apos;";
            break;
        default:
            xml += c;
        }
    return xml;
}

std::string filterBindingXml(const InterfaceSpec& spec) {
    const FilterSpec& filter = spec.filter;
    std::string xml = "<filterbinding>\n"
                      "  <owner>\n"
                      "    <name>" +
                      escaped(filter.domain) +
                      "</name>\n"
                      "    <uuid>" +
                      filter.uuid +
                      "</uuid>\n"
                      "  </owner>\n"
                      "  <portdev name='" +
                      escaped(spec.hostName) +
                      "'/>\n"
                      "  <mac address='" +
                      spec.mac +
                      "'/>\n"
                      "  <filterref filter='" +
                      escaped(filter.name) + "'>\n";
    for (const auto& parameter : filter.parameters)
        xml += "    <parameter name='" + escaped(parameter.name) + "' value='" +
               escaped(parameter.value) + "'/>\n";
    return xml + "  </filterref>\n"
                 "</filterbinding>\n";
}

Error filterError(const InterfaceSpec& spec, const HostProgramEnd& end) {
    const std::string where =
        "<filterref filter='" + spec.filter.name + "'> of '" + spec.hostName + "': ";
    const std::string reason = virshReason(end);
    if (!end.wasExecuted())
        return {ErrorCode::operationUnsupported,
                where + "it is bound by virsh, which is not installed; install the package "
                        "libvirt-clients, or remove <filterref>"};
    if (end.tookTooLong)
        return {ErrorCode::operationTimeout,
                where + "libvirt did not answer in time; see the log of libvirtd"};
    if (foundNoDaemon(end))
        return {ErrorCode::noConnect,
                where + "nwfilter:///system: " + reason +
                    "; start libvirt's daemon with 'systemctl start libvirtd.socket' (package "
                    "libvirt-daemon-system), or remove <filterref>"};
    if (reason.find("is missing") != std::string::npos) // "referenced filter 'x' is missing"
        return {ErrorCode::operationFailed,
                where + reason +
                    "; 'virsh nwfilter-list' shows those there are, 'virsh nwfilter-define FILE' "
                    "makes one"};
    return {ErrorCode::operationFailed,
            where + (reason.empty() ? "virsh failed without a reason" : reason)};
}

/// A file, which virsh may read by the name of its standard input.
static Result<UniqueFd> fileWith(const std::string& text) {
    UniqueFd file(::memfd_create("filterbinding", MFD_CLOEXEC));
    if (!file || ::write(file.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size()))
        return systemError("write the binding of a filter");
    return file;
}

static Result<HostProgramEnd> create(const InterfaceSpec& spec, const UniqueFd& binding) {
    return runVirsh({"nwfilter-binding-create", "--file", "/proc/self/fd/0"}, binding.get(),
                    spec.filter.starter);
}

static Result<HostProgramEnd> remove(const InterfaceSpec& spec) {
    return runVirsh({"nwfilter-binding-delete", "--binding", spec.hostName}, -1,
                    spec.filter.starter);
}

Result<void> bindFilter(const InterfaceSpec& spec) {
    const UniqueFd binding = TRY(fileWith(filterBindingXml(spec)));
    auto end = TRY(create(spec, binding));
    if (!end.isSuccess() && virshReason(end).find("already exists") != std::string::npos) {
        TRY(remove(spec));
        end = TRY(create(spec, binding));
    }
    if (end.isSuccess())
        return {};
    if (end.tookTooLong)
        (void)unbindFilter(spec);
    return filterError(spec, end);
}

Result<void> unbindFilter(const InterfaceSpec& spec) {
    const auto binding = TRY(runVirsh({"nwfilter-binding-dumpxml", "--binding", spec.hostName}, -1,
                                      spec.filter.starter));
    if (!binding.isSuccess())
        return foundNoDaemon(binding) ? Result<void>(filterError(spec, binding)) : Result<void>();
    if (binding.output.find("<uuid>" + spec.filter.uuid + "</uuid>") == std::string::npos)
        return {};
    const auto end = TRY(remove(spec));
    return end.isSuccess() ? Result<void>() : filterError(spec, end);
}

} // namespace twinvirt::lxc
