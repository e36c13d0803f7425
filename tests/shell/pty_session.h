#pragma once

#include "util/unique_fd.h"

#include <sys/types.h>

#include <string>
#include <termios.h>
#include <vector>

namespace twinvirt {

/// A program on a pseudo-terminal of its own, as a person would use it. Killed when it goes.
class PtySession {
  public:
    /// `home` becomes HOME; `uri` the default connection.
    PtySession(const std::vector<std::string>& command, const std::string& home,
               const std::string& uri);
    PtySession(const PtySession&) = delete;
    PtySession& operator=(const PtySession&) = delete;
    ~PtySession();

    void type(const std::string& keys);
    /// Waits until the screen has shown `text` after all that was awaited before; false after a
    /// generous time, or when the program has ended without it.
    bool shows(const std::string& text);
    /// Waits until the program reads keys and not lines: a control key typed before that is the
    /// terminal's.
    bool readsKeys();
    /// Waits for the program's end: as of waitpid(2); -1 after a generous time.
    int waitForEnd();
    void signal(int number) const;
    /// Gives the terminal another size; the kernel tells the program.
    void resize(unsigned short rows, unsigned short columns) const;
    [[nodiscard]] termios modes() const;
    /// Everything that was shown so far.
    [[nodiscard]] const std::string& screen() const { return screen_; }

  private:
    bool readMore();

    UniqueFd master_;
    UniqueFd slave_; ///< held open, so that the terminal's modes outlive the program
    pid_t pid_ = -1;
    std::string screen_;
    std::size_t awaited_ = 0;
};

} // namespace twinvirt
