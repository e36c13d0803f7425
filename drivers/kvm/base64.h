#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace twinvirt::kvm {

/// RFC 4648, with padding: how the guest agent carries bytes in JSON.
std::string encodeBase64(std::string_view bytes);
/// nullopt when the text is not base64.
std::optional<std::string> decodeBase64(std::string_view text);

} // namespace twinvirt::kvm
