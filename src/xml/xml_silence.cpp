#include "xml/xml_silence.h"

#include <libxml/xmlerror.h>

namespace twinvirt {

static void ignoreError(void*, xmlErrorPtr) {}

XmlSilence::XmlSilence()
    : previousContext_(xmlStructuredErrorContext),
      previousHandler_(reinterpret_cast<void (*)()>(xmlStructuredError)) {
    xmlSetStructuredErrorFunc(nullptr, ignoreError);
}

XmlSilence::~XmlSilence() {
    xmlSetStructuredErrorFunc(previousContext_,
                              reinterpret_cast<xmlStructuredErrorFunc>(previousHandler_));
}

} // namespace twinvirt
