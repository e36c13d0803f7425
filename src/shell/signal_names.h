#pragma once

#include <optional>
#include <string>

namespace twinvirt {

/// The number of a signal as virsh's send-process-signal takes it: a number, or libvirt's name of
/// it ("kill", "SIGKILL", "sig_kill", "nop", "rt0" … "rt32") in any case; nullopt for another text.
std::optional<int> parseSignal(const std::string& text);

/// All names, separated by '|': for completion.
inline constexpr const char* signalNames =
    "nop|hup|int|quit|ill|trap|abrt|bus|fpe|kill|usr1|segv|usr2|pipe|alrm|term|stkflt|chld|cont|"
    "stop|tstp|ttin|ttou|urg|xcpu|xfsz|vtalrm|prof|winch|poll|pwr|sys|rt0|rt1|rt2|rt3|rt4|rt5|rt6|"
    "rt7|rt8|rt9|rt10|rt11|rt12|rt13|rt14|rt15|rt16|rt17|rt18|rt19|rt20|rt21|rt22|rt23|rt24|rt25|"
    "rt26|rt27|rt28|rt29|rt30|rt31|rt32";

} // namespace twinvirt
