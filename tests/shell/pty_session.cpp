#include "pty_session.h"

#include <sys/ioctl.h>
#include <sys/wait.h>

#include <array>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <poll.h>
#include <pty.h>
#include <utmp.h>

namespace twinvirt {

namespace {

constexpr auto generous = std::chrono::seconds(30);

[[noreturn]] void becomeProgram(int slave, const std::vector<std::string>& command,
                                const std::string& home, const std::string& uri) {
    ::login_tty(slave);
    ::setenv("HOME", home.c_str(), 1);
    ::setenv("TWINVIRT_DEFAULT_URI", uri.c_str(), 1);
    ::setenv("TERM", "xterm", 1);
    ::unsetenv("XDG_STATE_HOME");
    std::vector<char*> arguments;
    for (const auto& word : command)
        arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    ::execv(arguments.front(), arguments.data());
    ::_exit(127);
}

} // namespace

PtySession::PtySession(const std::vector<std::string>& command, const std::string& home,
                       const std::string& uri) {
    int master = -1;
    int slave = -1;
    const winsize size{24, 100, 0, 0};
    if (::openpty(&master, &slave, nullptr, nullptr, &size) != 0)
        return;
    master_.reset(master);
    slave_.reset(slave);
    pid_ = ::fork();
    if (pid_ == 0)
        becomeProgram(slave, command, home, uri);
}

PtySession::~PtySession() {
    if (pid_ > 0) {
        ::kill(pid_, SIGKILL);
        ::waitpid(pid_, nullptr, 0);
    }
}

void PtySession::type(const std::string& keys) {
    [[maybe_unused]] const auto written = ::write(master_.get(), keys.data(), keys.size());
}

bool PtySession::readMore() {
    pollfd polled{master_.get(), POLLIN, 0};
    constexpr int step = 100;
    if (::poll(&polled, 1, step) <= 0)
        return false;
    std::array<char, 4096> buffer{};
    const auto count = ::read(master_.get(), buffer.data(), buffer.size());
    if (count > 0)
        screen_.append(buffer.data(), static_cast<std::size_t>(count));
    return count > 0;
}

bool PtySession::shows(const std::string& text) {
    const auto deadline = std::chrono::steady_clock::now() + generous;
    while (std::chrono::steady_clock::now() < deadline) {
        const auto at = screen_.find(text, awaited_);
        if (at != std::string::npos) {
            awaited_ = at + text.size();
            return true;
        }
        readMore();
    }
    return false;
}

bool PtySession::readsKeys() {
    const auto deadline = std::chrono::steady_clock::now() + generous;
    while ((modes().c_lflag & ICANON) != 0 && std::chrono::steady_clock::now() < deadline)
        readMore();
    return (modes().c_lflag & ICANON) == 0;
}

int PtySession::waitForEnd() {
    const auto deadline = std::chrono::steady_clock::now() + generous;
    while (std::chrono::steady_clock::now() < deadline) {
        int status = 0;
        if (::waitpid(pid_, &status, WNOHANG) == pid_) {
            pid_ = -1;
            while (readMore())
                ;
            return status;
        }
        readMore();
    }
    return -1;
}

void PtySession::signal(int number) const {
    ::kill(pid_, number);
}

void PtySession::resize(unsigned short rows, unsigned short columns) const {
    const winsize size{rows, columns, 0, 0};
    ::ioctl(master_.get(), TIOCSWINSZ, &size);
}

termios PtySession::modes() const {
    termios modes{};
    ::tcgetattr(slave_.get(), &modes);
    return modes;
}

} // namespace twinvirt
