#pragma once

#include "shell/shell.h"
#include "shell/tokenizer.h"

namespace twinvirt {

/// What the last of `words` (which may be empty) can become: verbs, options, domains, choices.
/// Whole words. Never prints and never fails: what cannot be asked is not offered.
std::vector<std::string> completeWords(Shell& shell, const Words& words);

} // namespace twinvirt
