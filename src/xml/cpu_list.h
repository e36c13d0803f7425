#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace twinvirt {

/// The CPUs that "0-3,^2" names, in ascending order; nullopt for "3-1", a CPU from 16384 on
/// (libvirt's limit), a list that names none, or other text.
std::optional<std::vector<unsigned>> parseCpuList(std::string_view text);

/// Ascending CPUs as libvirt prints them: "0-1,3".
std::string formatCpuList(const std::vector<unsigned>& cpus);

} // namespace twinvirt
