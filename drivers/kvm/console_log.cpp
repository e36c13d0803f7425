#include "kvm/console_log.h"

#include "kvm/domain_record.h"
#include "kvm/handles.h"
#include "kvm/libvirt_error.h"

#include <libxml/parser.h>
#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <fcntl.h>
#include <memory>
#include <thread>
#include <unistd.h>

namespace twinvirt::kvm {

namespace {

constexpr off_t shown = 65536;

bool sendAll(int socket, const char* data, ssize_t size) {
    while (size > 0) {
        const ssize_t sent = ::send(socket, data, static_cast<std::size_t>(size), MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent <= 0)
            return false;
        data += sent;
        size -= sent;
    }
    return true;
}

/// Sends what there is; false when nobody reads it any more.
bool sendRest(const UniqueFd& file, const UniqueFd& socket) {
    std::array<char, 16384> buffer{};
    while (true) {
        const ssize_t count = ::read(file.get(), buffer.data(), buffer.size());
        if (count <= 0)
            return true;
        if (!sendAll(socket.get(), buffer.data(), count))
            return false;
    }
}

/// virtlogd appends and nobody tells: looked at five times a second until the machine has ended.
void follow(const DomainHandle& domain, const UniqueFd& file, const UniqueFd& socket) {
    while (true) {
        const bool active = virDomainIsActive(domain.get()) == 1;
        if (!sendRest(file, socket) || !active)
            return;
        std::this_thread::sleep_for(std::chrono::milliseconds(200));
    }
}

} // namespace

std::string logFileOf(const std::string& xml, const std::string& device) {
    const std::unique_ptr<xmlDoc, decltype(&xmlFreeDoc)> document(
        xmlReadMemory(xml.data(), static_cast<int>(xml.size()), "(domain_definition)", nullptr,
                      XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING),
        &xmlFreeDoc);
    if (!document)
        return {};
    const std::unique_ptr<xmlXPathContext, decltype(&xmlXPathFreeContext)> context(
        xmlXPathNewContext(document.get()), &xmlXPathFreeContext);
    // As a variable: whatever the user typed is compared and never evaluated.
    xmlXPathRegisterVariable(context.get(), reinterpret_cast<const xmlChar*>("device"),
                             xmlXPathNewString(reinterpret_cast<const xmlChar*>(device.c_str())));
    const std::unique_ptr<xmlXPathObject, decltype(&xmlXPathFreeObject)> found(
        xmlXPathEvalExpression(reinterpret_cast<const xmlChar*>(
                                   "string(/domain/devices/*[self::serial or self::console]"
                                   "[$device = '' or alias/@name = $device]/log/@file)"),
                               context.get()),
        &xmlXPathFreeObject);
    return found && found->stringval != nullptr ? reinterpret_cast<const char*>(found->stringval)
                                                : "";
}

Result<UniqueFd> openConsoleLog(virDomainPtr domain, const std::string& device, bool followIt) {
    const std::string file = logFileOf(TRY(xmlOf(domain, 0)), device);
    if (file.empty())
        return Error{ErrorCode::operationUnsupported,
                     "a machine's console is kept only when its definition asks for it: write "
                     "<log file='/var/log/libvirt/qemu/NAME-console.log' append='on'/> into its "
                     "<serial>, and start it anew; 'console' shows what it prints from now on",
                     0};
    UniqueFd log(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
    struct stat info {};
    if (!log || ::fstat(log.get(), &info) != 0)
        return systemError("open the console's log '" + file + "'");
    if (info.st_size > shown && ::lseek(log.get(), info.st_size - shown, SEEK_SET) < 0)
        return systemError("lseek '" + file + "'");
    if (!followIt)
        return log;
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
        return systemError("socketpair");
    UniqueFd reader(ends[0]);
    virDomainRef(domain);
    std::thread([handle = DomainHandle(domain), log = std::move(log), socket = UniqueFd(ends[1])] {
        follow(handle, log, socket);
    }).detach();
    return reader;
}

} // namespace twinvirt::kvm
