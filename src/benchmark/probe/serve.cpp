#include "benchmark/probe/serve.h"

#include "benchmark/probe/commands.h"
#include "benchmark/probe/guest_setup.h"
#include "benchmark/probe/helper_process.h"
#include "benchmark/probe/line_splitter.h"
#include "benchmark/probe/output.h"
#include "util/unique_fd.h"

#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <optional>
#include <poll.h>
#include <sstream>
#include <termios.h>
#include <unistd.h>
#include <vector>

namespace twinvirt::bench::probe {

namespace {

/// Keys come as they are typed and are not shown again, as long as this lives: what is sent to a
/// guest must not come back among what it prints.
class QuietTerminal {
  public:
    QuietTerminal() {
        isTerminal_ = ::tcgetattr(STDIN_FILENO, &before_) == 0;
        termios quiet = before_;
        quiet.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);
        quiet.c_cc[VMIN] = 1;
        quiet.c_cc[VTIME] = 0;
        if (isTerminal_)
            ::tcsetattr(STDIN_FILENO, TCSANOW, &quiet);
    }
    QuietTerminal(const QuietTerminal&) = delete;
    QuietTerminal& operator=(const QuietTerminal&) = delete;
    ~QuietTerminal() {
        if (isTerminal_)
            ::tcsetattr(STDIN_FILENO, TCSANOW, &before_);
    }

  private:
    termios before_{};
    bool isTerminal_ = false;
};

std::vector<std::string> wordsOf(const std::string& line) {
    std::istringstream stream(line);
    std::vector<std::string> words;
    for (std::string word; stream >> word;)
        words.push_back(word);
    return words;
}

/// The signals that are waited for with a descriptor: what ends the program, and SIGCHLD.
class Signals {
  public:
    Signals() {
        sigset_t awaited;
        sigemptyset(&awaited);
        for (const int signal : {SIGTERM, SIGINT, SIGPWR, SIGCHLD})
            sigaddset(&awaited, signal);
        ::sigprocmask(SIG_BLOCK, &awaited, &before_);
        fd_.reset(::signalfd(-1, &awaited, SFD_CLOEXEC | SFD_NONBLOCK));
    }
    [[nodiscard]] int fd() const { return fd_.get(); }
    void restoreMask() const { ::sigprocmask(SIG_SETMASK, &before_, nullptr); }

    /// Takes what has come; true when something that ends the program is among it.
    [[nodiscard]] bool takeEnd() const {
        bool end = false;
        signalfd_siginfo info{};
        while (::read(fd_.get(), &info, sizeof info) == sizeof info)
            end = end || info.ssi_signo != SIGCHLD;
        return end;
    }

  private:
    sigset_t before_{};
    UniqueFd fd_;
};

/// Says how a command's process has ended where it could not say so itself.
void reportEnd(std::span<const std::string> words, int status) {
    if (!WIFSIGNALED(status))
        return;
    const int signal = WTERMSIG(status);
    printCommandError(words, "its process was ended by signal " + std::to_string(signal) + " (" +
                                 ::strsignal(signal) + ")" +
                                 (signal == SIGKILL ? ": look whether memory was short" : ""));
}

class Session {
  public:
    /// Until the input ends, `exit` or a signal.
    void serve() {
        while (!ending_) {
            if (auto line = lines_.next())
                execute(*line);
            else
                waitForInput();
        }
    }

  private:
    void execute(const LineSplitter::Line& line) {
        const auto words = wordsOf(line.text);
        if (line.tooLong)
            printError("", "",
                       "a line of more than " + std::to_string(LineSplitter::longest) +
                           " bytes was thrown away");
        else if (words.size() == 1 && words[0] == "exit")
            ending_ = true;
        else if (!words.empty())
            runInChild(words);
    }

    void runInChild(std::span<const std::string> words) {
        auto child = HelperProcess::start([&] {
            signals_.restoreMask();
            return runCommand(words);
        });
        if (!child) {
            printCommandError(words, child.error().message);
            return;
        }
        while (!ending_) {
            if (const auto status = reap(child->pid())) {
                child->forget();
                reportEnd(words, *status);
                return;
            }
            std::array<pollfd, 2> polled{{{signals_.fd(), POLLIN, 0}, {watchedInput_, 0, 0}}};
            ::poll(polled.data(), polled.size(), -1);
            ending_ = signals_.takeEnd() || (polled[1].revents & POLLHUP) != 0;
        }
    }

    void waitForInput() {
        std::array<pollfd, 2> polled{{{STDIN_FILENO, POLLIN, 0}, {signals_.fd(), POLLIN, 0}}};
        if (::poll(polled.data(), polled.size(), -1) < 0)
            return;
        if (polled[1].revents != 0) {
            ending_ = signals_.takeEnd();
            reap(-1);
        }
        if (polled[0].revents != 0 && !ending_)
            readInput();
    }

    void readInput() {
        std::array<char, 512> buffer{};
        const ssize_t count = ::read(STDIN_FILENO, buffer.data(), buffer.size());
        if (count > 0)
            lines_.append({buffer.data(), static_cast<std::size_t>(count)});
        else if (count == 0 || (errno != EINTR && errno != EAGAIN))
            ending_ = true;
    }

    /// Takes away every process of ours that has ended, orphans that PID 1 was left with among
    /// them; the status of `awaited` when it is one of them.
    static std::optional<int> reap(pid_t awaited) {
        std::optional<int> found;
        int status = 0;
        for (pid_t pid = ::waitpid(-1, &status, WNOHANG); pid > 0;
             pid = ::waitpid(-1, &status, WNOHANG))
            if (pid == awaited)
                found = status;
        return found;
    }

    /// A socket whose other end is gone has nobody who could read an answer: then a command is
    /// ended, too. Of a pipe that only says that no more commands come.
    static int watchedInput() {
        struct stat status {};
        const bool isSocket = ::fstat(STDIN_FILENO, &status) == 0 && S_ISSOCK(status.st_mode);
        return isSocket ? STDIN_FILENO : -1;
    }

    const int watchedInput_ = watchedInput();
    Signals signals_;
    LineSplitter lines_;
    bool ending_ = false;
};

} // namespace

int serve(Setup setup) {
    const bool isInit = ::getpid() == 1;
    const bool setsUp = isInit && setup == Setup::asNeeded;
    const std::vector<Error> shortcomings = setsUp ? setUpGuest() : std::vector<Error>();
    {
        Session session; // blocks its signals before anybody can know that this is ready
        const QuietTerminal terminal;
        for (const auto& error : shortcomings)
            printEvent(JsonLine().text("event", "warning").text("message", error.message));
        printLine("twinvirt: ready");
        session.serve();
    }
    if (isInit && isInitOfMachine())
        powerOff();
    return 0;
}

} // namespace twinvirt::bench::probe
