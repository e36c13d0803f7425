#include "shell/signal_names.h"

#include <gtest/gtest.h>

#include <csignal>

namespace twinvirt {

TEST(SignalNames, AreLibvirtsInAnyCaseWithOrWithoutPrefixOrANumber) {
    for (const char* text : {"9", "kill", "KILL", "SIGKILL", "sig_kill"})
        EXPECT_EQ(parseSignal(text), SIGKILL) << text;
    EXPECT_EQ(parseSignal("nop"), 0);
    EXPECT_EQ(parseSignal("stkflt"), SIGSTKFLT);
    EXPECT_EQ(parseSignal("sys"), SIGSYS);
    EXPECT_EQ(parseSignal("rt0"), 32);
    EXPECT_EQ(parseSignal("rt32"), 64);
}

TEST(SignalNames, AnythingElseIsNone) {
    for (const char* text : {"", "sig", "kil", "killer", "rt33", "-1", "65", "9x", "SIGSIGKILL"})
        EXPECT_FALSE(parseSignal(text)) << text;
}

} // namespace twinvirt
