#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace twinvirt::bench::probe {

/// Cuts what comes from a terminal or a pipe, in pieces of any size, into lines.
class LineSplitter {
  public:
    static constexpr std::size_t longest = 1024;

    struct Line {
        std::string text;
        bool tooLong = false; ///< it had more than `longest` bytes, and `text` is empty
    };

    void append(std::string_view bytes) { bytes_ += bytes; }
    /// The next whole line, without its "\n" or "\r\n"; nothing while its end has not come.
    std::optional<Line> next();

  private:
    std::string bytes_;
    bool skipping_ = false; ///< the beginning of a line that is too long was thrown away
};

} // namespace twinvirt::bench::probe
