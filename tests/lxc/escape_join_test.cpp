// What a process that joins the container shows while it is not yet one of it.
#include "lxc/escape_fixture.h"

#include <gmock/gmock.h>

namespace twinvirt::lxc {

using testing::AnyOf;
using testing::HasSubstr;
using testing::Not;

TEST_P(EscapeTest, E10WhoeverJoinsCannotBeLookedInto) { // CVE-2016-9962
    // The program that becomes the command looks for it in a PATH so long that there is time to
    // look at it. Root of a container without a user namespace that may trace is no stranger.
    const auto identity =
        define(container("web", {"look-into", "/proc/self/fd/", "say", "finished", "sleep"}, "",
                         hasUserNamespace() ? ""
                                            : "<capabilities><sys_ptrace state='off'/>"
                                              "</capabilities>"));
    StartOptions options;
    options.attachConsole = true;
    const auto started = driver_->startDomain(identity, options);
    ASSERT_TRUE(started) << started.error().message;
    std::string path = "PATH=";
    for (int i = 0; i < 400000; ++i)
        path += "/n:";
    EXPECT_THAT(execute(identity, {"no-such-command"}, "", {path}), HasSubstr("exit 127"));
    const std::string text = readToEnd(started->console.get());
    EXPECT_THAT(text, AnyOf(HasSubstr("look-into /proc/self/fd/: Permission denied"),
                            HasSubstr("look-into /proc/self/fd/: Operation not permitted")));
    EXPECT_THAT(text, Not(HasSubstr(": done")));
}

} // namespace twinvirt::lxc
