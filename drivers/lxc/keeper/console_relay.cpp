#include "lxc/keeper/console_relay.h"

#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

namespace twinvirt::lxc {

/// One buffer for everything: the keeper has one thread and never holds on to its content.
static char buffer[4096];

static void watchInput(int epoll, int fd, std::uint64_t tag) {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = tag;
    ::epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
}

static bool openRing(const char* runDirectory, int& ring, ConsoleRingHead& head) {
    const int folder = ::open(runDirectory, O_PATH | O_DIRECTORY | O_CLOEXEC);
    ring = ::openat(folder, "console.ring", O_RDWR | O_CLOEXEC);
    ::close(folder);
    return ring >= 0 && ::pread(ring, &head, sizeof head, 0) == sizeof head;
}

bool ConsoleRelay::begin(int epoll, const KeeperArguments& arguments) {
    epoll_ = epoll;
    listener_ = arguments.listener;
    consoleCount_ = arguments.consoleCount;
    if (consoleCount_ == 0)
        return true;
    if (!openRing(arguments.runDirectory, ring_, head_))
        return false;
    for (int i = 0; i < consoleCount_; ++i) {
        consoles_[i] = arguments.consoles[i];
        watchInput(epoll_, consoles_[i].master, tag(Source::master, i));
    }
    watchInput(epoll_, listener_, tag(Source::listener, 0));
    for (int i = 0; i < arguments.clientCount; ++i) {
        clients_[i].fd = arguments.clients[i].fd;
        clients_[i].watches = arguments.clients[i].watches;
        watchInput(epoll_, clients_[i].fd, tag(Source::client, i));
        if (arguments.clients[i].console < consoleCount_)
            attach(i, arguments.clients[i].console);
        clients_[i].position = head_.written[clients_[i].console < 0 ? 0 : clients_[i].console];
    }
    return true;
}

void ConsoleRelay::onListener() {
    const int fd = ::accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0)
        return;
    for (int i = 0; i < mostClients; ++i) {
        if (clients_[i].fd >= 0)
            continue;
        clients_[i] = Client{};
        clients_[i].fd = fd;
        watchInput(epoll_, fd, tag(Source::client, i));
        return;
    }
    const ConsoleAnswer answer = ConsoleAnswer::full;
    (void)::send(fd, &answer, sizeof answer, MSG_NOSIGNAL);
    ::close(fd);
}

std::uint64_t ConsoleRelay::oldest(int console) const {
    const std::uint64_t written = head_.written[console];
    return written > ConsoleRingHead::bytes ? written - ConsoleRingHead::bytes : 0;
}

/// Reads once from the guest into the ring; false when there is nothing now.
bool ConsoleRelay::drain(int console) {
    const ssize_t count = ::read(consoles_[console].master, buffer, sizeof buffer);
    if (count <= 0)
        return false;
    const off_t base = static_cast<off_t>(ConsoleRingHead::headBytes) +
                       static_cast<off_t>(console) * ConsoleRingHead::bytes;
    const auto at = static_cast<std::uint32_t>(head_.written[console] % ConsoleRingHead::bytes);
    const ssize_t first = count < static_cast<ssize_t>(ConsoleRingHead::bytes - at)
                              ? count
                              : static_cast<ssize_t>(ConsoleRingHead::bytes - at);
    (void)!::pwrite(ring_, buffer, static_cast<std::size_t>(first), base + at);
    if (first < count)
        (void)!::pwrite(ring_, buffer + first, static_cast<std::size_t>(count - first), base);
    head_.written[console] += static_cast<std::uint64_t>(count);
    (void)!::pwrite(ring_, &head_, sizeof head_, 0);
    return true;
}

void ConsoleRelay::onMaster(int console, std::uint32_t events) {
    if ((events & EPOLLOUT) != 0) {
        epoll_event event{};
        event.events = EPOLLIN;
        event.data.u64 = tag(Source::master, console);
        ::epoll_ctl(epoll_, EPOLL_CTL_MOD, consoles_[console].master, &event);
        for (auto& client : clients_)
            if (client.fd >= 0 && client.console == console)
                flushInput(client);
    }
    if ((events & EPOLLIN) == 0 || !drain(console))
        return;
    for (int i = 0; i < mostClients; ++i)
        if (clients_[i].fd >= 0 && clients_[i].console == console)
            pump(i);
}

void ConsoleRelay::onClient(int index, std::uint32_t events) {
    Client& client = clients_[index];
    if (client.fd < 0)
        return;
    if ((events & EPOLLIN) != 0 && client.console < 0)
        greet(index);
    else if ((events & EPOLLIN) != 0)
        takeInput(index);
    if (client.fd >= 0 && (events & EPOLLOUT) != 0)
        pump(index);
    if (client.fd >= 0 && (events & (EPOLLHUP | EPOLLERR)) != 0)
        drop(index);
}

void ConsoleRelay::greet(int index) {
    ConsoleHello hello;
    const int fd = clients_[index].fd;
    const ssize_t count = ::recv(fd, &hello, sizeof hello, MSG_DONTWAIT);
    const bool whole = count == sizeof hello && hello.magic == ConsoleHello::expectedMagic;
    const bool known = whole && hello.version == ConsoleHello::currentVersion;
    const ConsoleAnswer answer = known   ? admit(index, hello)
                                 : whole ? ConsoleAnswer::otherVersion
                                         : ConsoleAnswer::refused;
    (void)::send(fd, &answer, sizeof answer, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (answer != ConsoleAnswer::attached || hello.access == ConsoleAccess::windowSize) {
        drop(index);
        return;
    }
    clients_[index].watches = hello.access == ConsoleAccess::watch;
    attach(index, hello.console);
    pump(index);
}

ConsoleAnswer ConsoleRelay::admit(int index, const ConsoleHello& hello) {
    ucred peer{};
    socklen_t size = sizeof peer;
    if (::getsockopt(clients_[index].fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0 ||
        (peer.uid != 0 && peer.uid != ::geteuid()) || hello.console >= consoleCount_)
        return ConsoleAnswer::refused;
    for (int i = 0; i < mostClients; ++i) {
        if (i == index || clients_[i].fd < 0 || clients_[i].console != hello.console ||
            clients_[i].watches)
            continue;
        if (hello.access == ConsoleAccess::safe)
            return ConsoleAnswer::busy;
        if (hello.access == ConsoleAccess::force)
            drop(i);
    }
    if (hello.rows != 0 && hello.columns != 0) {
        winsize window{};
        window.ws_row = hello.rows;
        window.ws_col = hello.columns;
        ::ioctl(consoles_[hello.console].master, TIOCSWINSZ, &window);
    }
    return ConsoleAnswer::attached;
}

void ConsoleRelay::attach(int index, int console) {
    clients_[index].console = console;
    clients_[index].position = oldest(console);
}

void ConsoleRelay::takeInput(int index) {
    Client& client = clients_[index];
    const ssize_t count = ::recv(client.fd, client.pending, sizeof client.pending, MSG_DONTWAIT);
    if (count > 0 && client.watches)
        return;
    if (count == 0)
        client.inputEnded = true; // of a pipe; it still reads
    else if (count > 0)
        client.pendingSize = static_cast<int>(count);
    else if (errno != EAGAIN && errno != EINTR)
        drop(index);
    if (client.fd < 0)
        return;
    flushInput(client);
    watch(index);
}

/// Gives the terminal what it takes; the rest waits until it takes more.
void ConsoleRelay::flushInput(Client& client) {
    if (client.pendingSize == 0)
        return;
    const int master = consoles_[client.console].master;
    const ssize_t count =
        ::write(master, client.pending, static_cast<std::size_t>(client.pendingSize));
    if (count > 0) {
        client.pendingSize -= static_cast<int>(count);
        __builtin_memmove(client.pending, client.pending + count,
                          static_cast<std::size_t>(client.pendingSize));
    }
    if (client.pendingSize != 0) {
        epoll_event event{};
        event.events = EPOLLIN | EPOLLOUT;
        event.data.u64 = tag(Source::master, client.console);
        ::epoll_ctl(epoll_, EPOLL_CTL_MOD, master, &event);
    }
    watch(static_cast<int>(&client - clients_));
}

/// Asks for input while there is room for it, and for output while the client is behind.
void ConsoleRelay::watch(int index) const {
    const Client& client = clients_[index];
    const bool behind = client.console >= 0 && client.position < head_.written[client.console];
    epoll_event event{};
    event.events =
        (client.inputEnded || client.pendingSize != 0 ? 0U : EPOLLIN) | (behind ? EPOLLOUT : 0U);
    event.data.u64 = tag(Source::client, index);
    ::epoll_ctl(epoll_, EPOLL_CTL_MOD, client.fd, &event);
}

/// Sends from the ring until the client is up to date or its socket is full.
void ConsoleRelay::pump(int index) {
    Client& client = clients_[index];
    while (client.position < head_.written[client.console]) {
        const std::uint64_t first = oldest(client.console);
        std::size_t size = 0;
        if (client.position < first) {
            const int length =
                std::snprintf(buffer, sizeof buffer, "\r\n[twinvirt: %llu bytes skipped]\r\n",
                              static_cast<unsigned long long>(first - client.position));
            if (::send(client.fd, buffer, static_cast<std::size_t>(length),
                       MSG_NOSIGNAL | MSG_DONTWAIT) < 0)
                break;
            client.position = first;
        }
        const auto at = static_cast<std::uint32_t>(client.position % ConsoleRingHead::bytes);
        const std::uint64_t behind = head_.written[client.console] - client.position;
        size = ConsoleRingHead::bytes - at;
        size = behind < size ? static_cast<std::size_t>(behind) : size;
        size = size < sizeof buffer ? size : sizeof buffer;
        const ssize_t read =
            ::pread(ring_, buffer, size,
                    static_cast<off_t>(ConsoleRingHead::headBytes) +
                        static_cast<off_t>(client.console) * ConsoleRingHead::bytes + at);
        if (read <= 0)
            break;
        const ssize_t sent =
            ::send(client.fd, buffer, static_cast<std::size_t>(read), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent < 0 && errno != EAGAIN && errno != EINTR) {
            drop(index);
            return;
        }
        if (sent <= 0)
            break;
        client.position += static_cast<std::uint64_t>(sent);
    }
    watch(index);
}

void ConsoleRelay::drop(int index) {
    ::close(clients_[index].fd); // epoll forgets it with its last copy
    clients_[index].fd = -1;
}

/// Who connected in the very moment that the guest ended still sees its last words.
void ConsoleRelay::greetLatecomers() {
    for (int i = 0; i < mostClients && consoleCount_ > 0; ++i)
        onListener();
    for (int i = 0; i < mostClients; ++i) {
        pollfd entry{clients_[i].fd, POLLIN, 0};
        if (clients_[i].fd >= 0 && clients_[i].console < 0 && ::poll(&entry, 1, 20) > 0)
            greet(i);
    }
}

void ConsoleRelay::finish() {
    for (int i = 0; i < consoleCount_; ++i)
        while (drain(i)) {
        }
    greetLatecomers();
    for (int patience = 50; patience > 0; --patience) {
        int behind = 0;
        for (int i = 0; i < mostClients; ++i) {
            if (clients_[i].fd < 0 || clients_[i].console < 0)
                continue;
            pump(i);
            if (clients_[i].fd >= 0 && clients_[i].position < head_.written[clients_[i].console])
                ++behind;
        }
        if (behind == 0)
            return;
        ::poll(nullptr, 0, 10);
    }
}

void ConsoleRelay::handOver(char* text, int size) const {
    int used = 0;
    text[0] = '\0';
    for (const auto& client : clients_) {
        if (client.fd < 0 || client.console < 0 || used > size - 24)
            continue;
        ::fcntl(client.fd, F_SETFD, 0);
        used += std::snprintf(text + used, static_cast<std::size_t>(size - used), "%d:%d:%d,",
                              client.fd, client.console, client.watches ? 1 : 0);
    }
    if (listener_ >= 0)
        ::fcntl(listener_, F_SETFD, 0);
}

} // namespace twinvirt::lxc
