#pragma once

#include <string>

namespace twinvirt::lxc {

/// docs/lxc-elements.md: the table of element_rules.cpp as a page.
std::string elementDocument();

} // namespace twinvirt::lxc
