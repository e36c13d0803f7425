#include "lxc/network/traffic_control.h"

#include <linux/if_ether.h>
#include <linux/pkt_cls.h>
#include <linux/pkt_sched.h>
#include <linux/rtnetlink.h>

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <cstddef>

namespace twinvirt::lxc {

namespace {

constexpr int create = NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE | NLM_F_REPLACE;
constexpr std::uint32_t rootHandle = 0x10000;      // 1:
constexpr std::uint32_t onlyClass = 0x10001;       // 1:1
constexpr std::uint64_t ticksPerSecond = 15625000; // of 64 ns: the kernel's PSCHED_TICKS
constexpr std::uint64_t largestPacket = 65535;

tcmsg header(int link, std::uint32_t parent, std::uint32_t handle = 0) {
    tcmsg message{};
    message.tcm_family = AF_UNSPEC;
    message.tcm_ifindex = link;
    message.tcm_parent = parent;
    message.tcm_handle = handle;
    return message;
}

/// No bucket is smaller than the largest packet (with segmentation offload), or than what comes in
/// ten milliseconds: the limit would be lower than asked for.
std::uint64_t bucketOf(const RateSpec& rate) {
    return std::max({rate.burst, largestPacket, std::max(rate.average, rate.peak) / 100});
}

std::uint32_t ticksFor(std::uint64_t bytes, std::uint64_t bytesPerSecond) {
    const std::uint64_t ticks = bytes * ticksPerSecond / std::max<std::uint64_t>(bytesPerSecond, 1);
    return static_cast<std::uint32_t>(std::min<std::uint64_t>(ticks, 0xffffffffU));
}

std::uint32_t narrow(std::uint64_t rate) {
    return static_cast<std::uint32_t>(std::min<std::uint64_t>(rate, 0xffffffffU));
}

tc_ratespec rateSpec(std::uint64_t bytesPerSecond) {
    tc_ratespec spec{};
    spec.rate = narrow(bytesPerSecond);
    spec.linklayer = TC_LINKLAYER_ETHERNET; // so the kernel needs no table of transmission times
    return spec;
}

/// ENOENT and EINVAL: there is none.
Result<void> removeQdisc(NetlinkSocket& socket, int link, std::uint32_t parent) {
    NetlinkMessage message(RTM_DELQDISC, NLM_F_REQUEST | NLM_F_ACK, header(link, parent));
    const auto removed = socket.exchange(message);
    if (!removed && removed.error().errnum != ENOENT && removed.error().errnum != EINVAL)
        return removed.error().within("remove the traffic limit of link " + std::to_string(link));
    return {};
}

Result<void> addHtb(NetlinkSocket& socket, int link) {
    NetlinkMessage message(RTM_NEWQDISC, create, header(link, TC_H_ROOT, rootHandle));
    message.put(TCA_KIND, std::string("htb"));
    message.nest(TCA_OPTIONS, [&] {
        tc_htb_glob global{};
        global.version = 3;
        global.rate2quantum = 10;
        global.defcls = onlyClass & 0xffffU;
        message.putBytes(TCA_HTB_INIT, &global, sizeof global);
    });
    return socket.exchange(message);
}

Result<void> addClass(NetlinkSocket& socket, int link, const RateSpec& rate) {
    const std::uint64_t ceiling = std::max(rate.peak, rate.average);
    tc_htb_opt options{};
    options.rate = rateSpec(rate.average);
    options.ceil = rateSpec(ceiling);
    options.buffer = ticksFor(bucketOf(rate), rate.average);
    options.cbuffer = ticksFor(largestPacket, ceiling);
    options.quantum = 60000; // there is one class: nobody to share with
    NetlinkMessage message(RTM_NEWTCLASS, create, header(link, rootHandle, onlyClass));
    message.put(TCA_KIND, std::string("htb"));
    message.nest(TCA_OPTIONS, [&] {
        message.putBytes(TCA_HTB_PARMS, &options, sizeof options);
        message.put(TCA_HTB_RATE64, rate.average);
        message.put(TCA_HTB_CEIL64, ceiling);
    });
    return socket.exchange(message);
}

Result<void> addPolicer(NetlinkSocket& socket, int link, const RateSpec& rate) {
    tc_police police{};
    police.action = TC_POLICE_SHOT;
    police.rate = rateSpec(rate.average);
    police.rate.cell_log = 8;
    police.burst = ticksFor(bucketOf(rate), rate.average);
    police.mtu = largestPacket;
    std::array<std::uint32_t, 256> times{};
    for (std::size_t i = 0; i < times.size(); ++i)
        times.at(i) = ticksFor((i + 1) << police.rate.cell_log, rate.average);
    auto filter = header(link, TC_H_MAKE(TC_H_INGRESS, 0));
    filter.tcm_info = TC_H_MAKE(1U << 16U, htons(ETH_P_ALL));
    NetlinkMessage message(RTM_NEWTFILTER, create, filter);
    message.put(TCA_KIND, std::string("u32"));
    message.nest(TCA_OPTIONS, [&] {
        // One key that matches everything (mask 0), behind its selector, whose type ends in an
        // array of no size.
        std::array<unsigned char, sizeof(tc_u32_sel) + sizeof(tc_u32_key)> everything{};
        everything.at(offsetof(tc_u32_sel, flags)) = TC_U32_TERMINAL;
        everything.at(offsetof(tc_u32_sel, nkeys)) = 1;
        message.putBytes(TCA_U32_SEL, everything.data(), everything.size());
        message.put(TCA_U32_CLASSID, std::uint32_t{1});
        message.nest(TCA_U32_POLICE, [&] {
            message.putBytes(TCA_POLICE_TBF, &police, sizeof police);
            message.putBytes(TCA_POLICE_RATE, times.data(), sizeof times);
            message.put(TCA_POLICE_RATE64, rate.average);
        });
    });
    return socket.exchange(message);
}

} // namespace

Result<void> limitSending(NetlinkSocket& socket, int link, const RateSpec& rate) {
    TRY(removeQdisc(socket, link, TC_H_ROOT));
    if (rate.average == 0)
        return {};
    const auto context = "limit what link " + std::to_string(link) + " sends";
    TRY_WITHIN(context, addHtb(socket, link));
    TRY_WITHIN(context, addClass(socket, link, rate));
    return {};
}

Result<void> limitReceiving(NetlinkSocket& socket, int link, const RateSpec& rate) {
    TRY(removeQdisc(socket, link, TC_H_INGRESS));
    if (rate.average == 0)
        return {};
    const auto context = "limit what link " + std::to_string(link) + " receives";
    NetlinkMessage message(RTM_NEWQDISC, create, header(link, TC_H_INGRESS, 0xffff0000U));
    message.put(TCA_KIND, std::string("ingress"));
    TRY_WITHIN(context, socket.exchange(message));
    if (const auto policed = addPolicer(socket, link, rate); !policed) {
        (void)removeQdisc(socket, link, TC_H_INGRESS);
        return policed.error().within(context);
    }
    return {};
}

} // namespace twinvirt::lxc
