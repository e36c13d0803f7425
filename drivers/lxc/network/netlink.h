#pragma once

#include "util/result.h"

#include <linux/netlink.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

struct nl_msg;
struct nl_sock;

namespace twinvirt::lxc {

/// A request of rtnetlink (man 7 rtnetlink), built with libnl: the header of its type, then
/// attributes.
class NetlinkMessage {
  public:
    template <typename Header>
    NetlinkMessage(int type, int flags, const Header& header)
        : NetlinkMessage(type, flags, &header, sizeof header) {}

    NetlinkMessage& put(int attribute, const std::string& text); ///< with its NUL
    NetlinkMessage& put(int attribute, std::uint8_t number);
    NetlinkMessage& put(int attribute, std::uint16_t number);
    NetlinkMessage& put(int attribute, std::uint32_t number);
    NetlinkMessage& put(int attribute, std::uint64_t number);
    NetlinkMessage& putBytes(int attribute, const void* bytes, std::size_t size);
    /// `fill` adds what stands inside the attribute.
    NetlinkMessage& nest(int attribute, const std::function<void()>& fill);
    /// What follows stands in the open attribute behind a second header (VETH_INFO_PEER).
    NetlinkMessage& append(const void* bytes, std::size_t size);

    nl_msg* get() { return message_.get(); }
    /// Something did not fit: the message is not to be sent.
    [[nodiscard]] bool incomplete() const { return incomplete_; }

  private:
    NetlinkMessage(int type, int flags, const void* header, std::size_t size);
    struct Free {
        void operator()(nl_msg* message) const;
    };
    std::unique_ptr<nl_msg, Free> message_;
    bool incomplete_ = false;
};

/// A socket of rtnetlink. It belongs for good to the network namespace in which it was opened.
class NetlinkSocket {
  public:
    static Result<NetlinkSocket> open();
    /// A socket in the namespace of this descriptor (of /proc/PID/ns/net), opened by a thread that
    /// goes there; this process stays where it is.
    static Result<NetlinkSocket> openIn(int networkNamespace);

    /// Sends, hands every answer to `each`, and waits for the acknowledgement or the end of the
    /// list. The error is the kernel's, with its own words where it gives some.
    Result<void> exchange(NetlinkMessage& message,
                          const std::function<void(const nlmsghdr&)>& each = {});

  private:
    struct Free {
        void operator()(nl_sock* socket) const;
    };
    std::unique_ptr<nl_sock, Free> socket_;
};

} // namespace twinvirt::lxc
