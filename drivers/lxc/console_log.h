#pragma once

#include "lxc/console_protocol.h"
#include "util/result.h"
#include "util/unique_fd.h"

#include <string>

namespace twinvirt::lxc {

/// The last 64 KiB that a console printed, from RunDirectory::consoleRing() (while the keeper goes
/// on writing it) or lastConsole(). systemError with ENOENT when there is no such file.
Result<std::string> readConsoleRing(const std::string& path, unsigned console);

/// An unnamed file with `text` in it, to be read from its beginning.
Result<UniqueFd> asReadableFile(const std::string& text);

} // namespace twinvirt::lxc
