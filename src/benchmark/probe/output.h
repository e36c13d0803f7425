#pragma once

#include "benchmark/probe/json_line.h"

#include <string_view>

namespace twinvirt::bench::probe {

/// Writes a line to standard output in one write(2) where that is possible, so that a guest
/// kernel's messages on the same console stand before or after it.
void printLine(std::string_view line);
/// The same as a line of the protocol: "twinvirt-probe: " and the object.
void printEvent(const JsonLine& event);
/// {"event":"error",SUBJECT:NAME,"message":…}; the subject is "kernel", "hog" or "peer". Without a
/// name it is left out.
void printError(std::string_view subject, std::string_view name, std::string_view message);
/// Waits until a terminal has sent what was printed, so that its sending disturbs nothing later.
void waitUntilSent();

} // namespace twinvirt::bench::probe
