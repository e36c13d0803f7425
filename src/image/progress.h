#pragma once

#include <string>

namespace twinvirt {

/// Told how far a long operation is; the shell draws it, a test ignores it.
class Progress {
  public:
    virtual ~Progress() = default;
    /// `fraction` is 0 to 1, or negative when it is not known.
    virtual void report(const std::string& what, double fraction) = 0;
};

class NoProgress : public Progress {
  public:
    void report(const std::string&, double) override {}
};

} // namespace twinvirt
