#include "lxc/enter/sealed_program.h"
#include "util/atomic_file.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

using namespace twinvirt;

TEST(SealedProgram, IsTheSameProgramAndNobodyCanWriteToIt) {
    const auto copy = lxc::sealedCopy("/bin/true");
    ASSERT_TRUE(copy) << copy.error().message;
    const std::string path = "/proc/self/fd/" + std::to_string(copy->get());
    EXPECT_EQ(readFile(path).value(), readFile("/bin/true").value());

    // As a process of the container would reach it: /proc/PID/exe, opened anew.
    const UniqueFd again(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
    if (again) {
        EXPECT_EQ(::write(again.get(), "x", 1), -1);
        EXPECT_EQ(errno, EPERM);
        EXPECT_NE(::ftruncate(again.get(), 0), 0);
    }
    EXPECT_EQ(readFile(path).value(), readFile("/bin/true").value());
}

TEST(SealedProgram, OfAProgramThatDoesNotExistIsAnError) {
    EXPECT_EQ(lxc::sealedCopy("/no/such/program").error().errnum, ENOENT);
}
