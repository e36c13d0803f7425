#pragma once

namespace twinvirt {

/// While it lives, what libxml2 reports outside of any context of ours goes nowhere in this
/// thread, instead of to standard error.
class XmlSilence {
  public:
    XmlSilence();
    ~XmlSilence();
    XmlSilence(const XmlSilence&) = delete;
    XmlSilence& operator=(const XmlSilence&) = delete;

  private:
    void* previousContext_;
    void (*previousHandler_)();
};

} // namespace twinvirt
