#pragma once

#include "xml/xml_mapping.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace twinvirt::bench {

// How values are written in a run specification.

/// Part of the names of domains: lower-case letters, digits and hyphens.
XmlFormat<std::string> identifier();
/// A number with its unit: "120s", "5%"; the value is the number times `scale`.
XmlFormat<double> withUnit(char unit, double scale, const char* expected);
/// "80%" and nothing above 100%, as a share: 0.8.
XmlFormat<double> percentage();
/// "1 2 4 8": different whole numbers from 1 to `most`, rising.
XmlFormat<std::vector<unsigned>> risingNumbers(unsigned most);
/// Some of these words, each once at most, separated by blanks.
XmlFormat<std::vector<std::string>> someOf(const std::vector<std::string>& words);
/// A kernel of kernelCatalog() that needs no peer, and one that does.
XmlFormat<std::string> kernelName();
XmlFormat<std::string> networkKernelName();
/// "120s", in seconds.
XmlFormat<double> seconds();
/// "10min" or "90s", in seconds.
XmlFormat<double> minutesOrSeconds();
/// "0.5": at most 4 digits on each side of the point.
XmlFormat<double> plainNumber();
/// "120", "0.5": at most so many digits on each side of the point; no sign, no exponent.
std::optional<double> decimal(std::string_view text, std::size_t digits);
/// "0.5", "120"
std::string numberText(double value);
/// "2nd", "3rd", "11th"
std::string ordinal(unsigned number);

} // namespace twinvirt::bench
