#pragma once

namespace twinvirt {

/// Where an element stood in its document, for messages; 0 when it came from none. It is no part
/// of the value: two that differ in it alone are equal.
struct SourceLine {
    int number = 0;

    SourceLine() = default;
    SourceLine(int line) : number(line) {} // NOLINT(google-explicit-constructor): it is an int
    operator int() const { return number; }

    friend bool operator==(const SourceLine& /*one*/, const SourceLine& /*other*/) { return true; }
};

} // namespace twinvirt
