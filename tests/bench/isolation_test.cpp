// The probe behind layers of isolation, and beside a bad neighbour, as `bench run` does it.
#include "real_run.h"

#include <gmock/gmock.h>

namespace twinvirt::bench {
namespace {

using ::testing::Each;
using ::testing::Gt;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class RealIsolation : public RealRun {};

TEST_F(RealIsolation, LayersAreEachStartedAndMeasured) {
    const auto result =
        run("<arm name='pid' type='host' title='+ pid' isolation='pid'/>"
            "<arm name='all' type='host' title='+ all' isolation='pid mount uts ipc net cgroup'/>",
            "<mechanisms batches='1' batch-ms='5'><kernel name='syscall'/>"
            "<kernel name='fork-exec'/></mechanisms>");
    EXPECT_EQ(result.outcome, Outcome::complete) << result.failure;
    for (const char* arm : {"host", "pid", "all", "app"})
        for (const char* metric : {"probe-start", "syscall", "fork-exec"})
            EXPECT_THAT(figure(result, arm, metric), ::testing::AllOf(SizeIs(1), Each(Gt(0))))
                << arm << ", " << metric;
    expectNothingLeft(result.runId);
}

TEST_F(RealIsolation, NeighboursAreHeldAgainstTheKernelAlone) {
    const auto result = run("", "<neighbour kernel='syscall' hogs='cpu memory disk fork net' "
                                "batches='1' batch-ms='5' memory-mib='16' processes='8'/>");
    EXPECT_EQ(result.outcome, Outcome::complete) << result.failure;
    for (const char* arm : {"host", "app"})
        for (const char* hog : {"cpu", "memory", "disk", "fork", "net"}) {
            EXPECT_THAT(figure(result, arm, std::string("loss-") + hog),
                        ::testing::AllOf(SizeIs(1), Each(Gt(0))))
                << arm << ", " << hog;
            EXPECT_THAT(figure(result, arm, std::string("no-response-") + hog), IsEmpty());
        }
    expectNothingLeft(result.runId);
}

} // namespace
} // namespace twinvirt::bench
