#pragma once

#include "model/kept_xml.h"
#include "xml/xml_output.h"

namespace twinvirt {

/// The kept element as something to print. One whose text is no XML (it came from no document)
/// becomes an empty element of its name.
XmlOutput parseKeptElement(const KeptXml& kept);

/// Moves the declarations of libvirt's namespaces from the children that use them to `root`, where
/// libvirt prints them: <domain type='lxc' xmlns:lxc='…'>.
void hoistNamespaces(XmlOutput& root);

} // namespace twinvirt
