#pragma once

#include "xml/xml_vocabulary.h"

namespace twinvirt {

/// The names of libvirt 9.0's domain schema that may stand in the elements we model.
const XmlVocabulary& domainVocabulary();

} // namespace twinvirt
