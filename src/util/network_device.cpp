#include "util/network_device.h"

#include "util/unique_fd.h"

#include <linux/ethtool.h>
#include <linux/sockios.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <net/if.h>
#include <netinet/in.h>
#include <string_view>
#include <strings.h>
#include <utility>

namespace twinvirt {

static Result<UniqueFd> openSocket() {
    UniqueFd socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    if (!socket)
        return systemError("socket(AF_INET)");
    return socket;
}

static ifreq requestFor(const std::string& name) {
    ifreq request{};
    std::strncpy(request.ifr_name, name.c_str(), IFNAMSIZ - 1);
    return request;
}

Result<DeviceAddress> parseDeviceAddress(const std::string& text) {
    const auto slash = text.find('/');
    const std::string digits = slash == std::string::npos ? "" : text.substr(slash + 1);
    DeviceAddress address{text.substr(0, slash), 0};
    in_addr binary{};
    const auto parsed =
        std::from_chars(digits.data(), digits.data() + digits.size(), address.prefix);
    if (parsed.ec != std::errc() || parsed.ptr != digits.data() + digits.size() ||
        address.prefix < 1 || address.prefix > 32 ||
        ::inet_pton(AF_INET, address.address.c_str(), &binary) != 1)
        return Error{ErrorCode::invalidArgument,
                     "'" + text + "': expected an address such as '198.18.0.2/24'"};
    return address;
}

std::string deviceAddressText(const DeviceAddress& address) {
    return address.address + "/" + std::to_string(address.prefix);
}

static std::string macText(const sockaddr& address) {
    std::string text;
    for (int i = 0; i < 6; ++i) {
        std::array<char, 4> part{};
        std::snprintf(part.data(), part.size(), "%02x",
                      static_cast<unsigned>(static_cast<unsigned char>(address.sa_data[i])));
        text += (text.empty() ? "" : ":") + std::string(part.data());
    }
    return text;
}

static Result<std::vector<std::string>> listDevices() {
    struct if_nameindex* devices = ::if_nameindex();
    if (devices == nullptr)
        return systemError("list the network devices");
    std::vector<std::string> names;
    for (const auto* device = devices; device->if_index != 0; ++device)
        names.emplace_back(device->if_name);
    ::if_freenameindex(devices);
    return names;
}

Result<std::string> findDeviceByMac(const std::string& mac) {
    const UniqueFd socket = TRY(openSocket());
    for (std::string& name : TRY(listDevices())) {
        ifreq request = requestFor(name);
        if (::ioctl(socket.get(), SIOCGIFHWADDR, &request) == 0 &&
            ::strcasecmp(macText(request.ifr_hwaddr).c_str(), mac.c_str()) == 0)
            return std::move(name);
    }
    return std::string();
}

static bool isBridge(int socket, const std::string& name) {
    ethtool_drvinfo driver{};
    driver.cmd = ETHTOOL_GDRVINFO;
    ifreq request = requestFor(name);
    request.ifr_data = reinterpret_cast<char*>(&driver);
    return ::ioctl(socket, SIOCETHTOOL, &request) == 0 &&
           std::string_view(driver.driver) == "bridge";
}

Result<std::vector<std::string>> listBridges() {
    const UniqueFd socket = TRY(openSocket());
    std::vector<std::string> bridges;
    for (std::string& name : TRY(listDevices()))
        if (isBridge(socket.get(), name))
            bridges.push_back(std::move(name));
    return bridges;
}

bool deviceExists(const std::string& name) {
    return ::if_nametoindex(name.c_str()) != 0;
}

Result<void> setDeviceUp(const std::string& name, bool up) {
    const UniqueFd socket = TRY(openSocket());
    ifreq request = requestFor(name);
    if (::ioctl(socket.get(), SIOCGIFFLAGS, &request) != 0)
        return systemError("look at network device '" + name + "'");
    const int flags = up ? request.ifr_flags | IFF_UP : request.ifr_flags & ~IFF_UP;
    if (flags == request.ifr_flags)
        return {};
    request.ifr_flags = static_cast<short>(flags);
    if (::ioctl(socket.get(), SIOCSIFFLAGS, &request) != 0)
        return systemError("bring network device '" + name + (up ? "' up" : "' down"));
    return {};
}

static Result<void> setOne(int socket, const std::string& name, unsigned long operation,
                           in_addr value, const std::string& what) {
    ifreq request = requestFor(name);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr = value;
    std::memcpy(&request.ifr_addr, &address, sizeof address);
    if (::ioctl(socket, operation, &request) != 0)
        return systemError("set " + what + " of network device '" + name + "'");
    return {};
}

Result<void> setDeviceAddress(const std::string& name, const DeviceAddress& address) {
    const UniqueFd socket = TRY(openSocket());
    in_addr own{};
    if (::inet_pton(AF_INET, address.address.c_str(), &own) != 1 || address.prefix < 1 ||
        address.prefix > 32)
        return Error{ErrorCode::invalidArgument, deviceAddressText(address) + " is no address"};
    const in_addr mask{htonl(0xffffffffU << (32 - address.prefix))};
    TRY(setOne(socket.get(), name, SIOCSIFADDR, own, "the address"));
    return setOne(socket.get(), name, SIOCSIFNETMASK, mask, "the netmask");
}

Result<void> addBridge(const std::string& name) {
    const UniqueFd socket = TRY(openSocket());
    if (::ioctl(socket.get(), SIOCBRADDBR, name.c_str()) != 0)
        return systemError("create bridge '" + name +
                           "' (the kernel needs its module bridge: modprobe bridge)");
    return {};
}

Result<void> removeBridge(const std::string& name) {
    if (!deviceExists(name))
        return {};
    const UniqueFd socket = TRY(openSocket());
    TRY(setDeviceUp(name, false));
    if (::ioctl(socket.get(), SIOCBRDELBR, name.c_str()) != 0 && errno != ENXIO)
        return systemError("remove bridge '" + name + "'");
    return {};
}

} // namespace twinvirt
