#pragma once

#include "util/result.h"
#include "xml/xml_source.h"

struct _xmlDoc; // libxml2's, kept out of our headers

namespace twinvirt {

/// libxml2's parser with everything that a document could use against us turned off. The caller
/// owns the document (xmlFreeDoc). Errors as XmlDocument::parse.
Result<_xmlDoc*> parseXmlText(const XmlSource& source, unsigned elementLimit);

} // namespace twinvirt
