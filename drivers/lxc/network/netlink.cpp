#include "lxc/network/netlink.h"

#include <linux/rtnetlink.h>

#include <cstdlib>
#include <cstring>
#include <netlink/attr.h>
#include <netlink/msg.h>
#include <netlink/netlink.h>
#include <netlink/socket.h>

namespace twinvirt::lxc {

void NetlinkMessage::Free::operator()(nl_msg* message) const {
    nlmsg_free(message);
}

NetlinkMessage::NetlinkMessage(int type, int flags, const void* header, std::size_t size)
    : message_(nlmsg_alloc_simple(type, flags)) {
    append(header, size);
}

NetlinkMessage& NetlinkMessage::append(const void* bytes, std::size_t size) {
    // nlmsg_append does not write to what it is handed.
    incomplete_ = incomplete_ || !message_ ||
                  nlmsg_append(message_.get(), const_cast<void*>(bytes), size, NLMSG_ALIGNTO) != 0;
    return *this;
}

NetlinkMessage& NetlinkMessage::putBytes(int attribute, const void* bytes, std::size_t size) {
    incomplete_ = incomplete_ || !message_ ||
                  nla_put(message_.get(), attribute, static_cast<int>(size), bytes) != 0;
    return *this;
}

NetlinkMessage& NetlinkMessage::put(int attribute, const std::string& text) {
    return putBytes(attribute, text.c_str(), text.size() + 1);
}
NetlinkMessage& NetlinkMessage::put(int attribute, std::uint8_t number) {
    return putBytes(attribute, &number, sizeof number);
}
NetlinkMessage& NetlinkMessage::put(int attribute, std::uint16_t number) {
    return putBytes(attribute, &number, sizeof number);
}
NetlinkMessage& NetlinkMessage::put(int attribute, std::uint32_t number) {
    return putBytes(attribute, &number, sizeof number);
}
NetlinkMessage& NetlinkMessage::put(int attribute, std::uint64_t number) {
    return putBytes(attribute, &number, sizeof number);
}

NetlinkMessage& NetlinkMessage::nest(int attribute, const std::function<void()>& fill) {
    nlattr* const start = message_ ? nla_nest_start(message_.get(), attribute) : nullptr;
    incomplete_ = incomplete_ || start == nullptr;
    if (incomplete_)
        return *this;
    fill();
    // Not nla_nest_end, which takes an empty attribute away again.
    nla_nest_end_keep_empty(message_.get(), start);
    return *this;
}

void NetlinkSocket::Free::operator()(nl_sock* socket) const {
    nl_socket_free(socket);
}

Result<NetlinkSocket> NetlinkSocket::open() {
    NetlinkSocket result;
    result.socket_.reset(nl_socket_alloc());
    if (!result.socket_)
        return systemError("netlink: allocate a socket", ENOMEM);
    if (const int failure = nl_connect(result.socket_.get(), NETLINK_ROUTE); failure != 0)
        return Error{ErrorCode::systemError,
                     std::string("netlink: connect: ") + nl_geterror(failure)};
    const int on = 1; // the kernel's own words, and no copy of the request
    const int fd = nl_socket_get_fd(result.socket_.get());
    ::setsockopt(fd, SOL_NETLINK, NETLINK_EXT_ACK, &on, sizeof on);
    ::setsockopt(fd, SOL_NETLINK, NETLINK_CAP_ACK, &on, sizeof on);
    return result;
}

/// The text that the kernel put behind its error number, if any.
static std::string kernelText(const nlmsghdr& header) {
    auto* copy = const_cast<nlmsghdr*>(&header);
    if ((header.nlmsg_flags & NLM_F_ACK_TLVS) == 0)
        return {};
    const int skip = sizeof(nlmsgerr); // the request is not copied (NETLINK_CAP_ACK)
    const nlattr* text =
        nla_find(nlmsg_attrdata(copy, skip), nlmsg_attrlen(copy, skip), NLMSGERR_ATTR_MSG);
    return text == nullptr ? std::string() : std::string(nla_get_string(text));
}

static Result<void> judge(const nlmsghdr& header) {
    const auto* answer = static_cast<const nlmsgerr*>(nlmsg_data(&header));
    if (answer->error == 0)
        return {};
    auto error = systemError("", -answer->error);
    error.message = std::strerror(-answer->error);
    if (const auto text = kernelText(header); !text.empty())
        error.message += " (" + text + ")";
    return error;
}

Result<void> NetlinkSocket::exchange(NetlinkMessage& message,
                                     const std::function<void(const nlmsghdr&)>& each) {
    if (message.incomplete())
        return systemError("netlink: build the request", EMSGSIZE);
    if (const int sent = nl_send_auto(socket_.get(), message.get()); sent < 0)
        return Error{ErrorCode::systemError, std::string("netlink: send: ") + nl_geterror(sent)};
    const auto sequence = nlmsg_hdr(message.get())->nlmsg_seq;
    while (true) {
        sockaddr_nl sender{};
        unsigned char* bytes = nullptr;
        int left = nl_recv(socket_.get(), &sender, &bytes, nullptr);
        const std::unique_ptr<unsigned char, decltype(&std::free)> owner(bytes, std::free);
        if (left <= 0)
            return Error{ErrorCode::systemError,
                         std::string("netlink: receive: ") + nl_geterror(left)};
        for (auto* header = reinterpret_cast<nlmsghdr*>(bytes); nlmsg_ok(header, left) != 0;
             header = nlmsg_next(header, &left)) {
            if (header->nlmsg_seq != sequence)
                continue; // of an earlier request that failed half-way
            if (header->nlmsg_type == NLMSG_ERROR)
                return judge(*header);
            if (header->nlmsg_type == NLMSG_DONE)
                return {};
            if (each)
                each(*header);
        }
    }
}

} // namespace twinvirt::lxc
