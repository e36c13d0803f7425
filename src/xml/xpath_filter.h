#pragma once

#include "util/result.h"

#include <string>

namespace twinvirt {

/// The nodes of `xml` that the XPath selects, each as XML and a newline; with `wrap` inside one
/// <nodes> element. invalidArgument when the expression is wrong or selects no nodes by its nature
/// (a number, say).
Result<std::string> filterByXpath(const std::string& xml, const std::string& xpath, bool wrap);

} // namespace twinvirt
