#include "lxc/isolation/steps.h"

#include <fcntl.h>
#include <sched.h>

namespace twinvirt::lxc {

namespace {

/// <lxc:namespace>: namespaces of somebody else instead of new ones. They are opened on the host's
/// side, so that their owner may end while init waits.
class SharingStep : public IsolationStep {
  public:
    [[nodiscard]] std::string_view name() const override { return "sharing"; }

    Result<void> prepare(LaunchContext& launch) override {
        const auto& shared = launch.spec.shared;
        for (const std::string* path : {&shared.net, &shared.ipc, &shared.uts}) {
            if (path->empty())
                continue;
            UniqueFd space(::open(path->c_str(), O_RDONLY | O_CLOEXEC));
            if (!space)
                return systemError("open '" + *path + "'");
            spaces_.push_back(std::move(space));
        }
        return {};
    }

    Result<void> enter(InitContext&) override {
        for (const UniqueFd& space : spaces_)
            if (::setns(space.get(), 0) != 0)
                return systemError("setns");
        return {};
    }

  private:
    std::vector<UniqueFd> spaces_;
};

} // namespace

StepPointer makeSharingStep() {
    return std::make_unique<SharingStep>();
}

} // namespace twinvirt::lxc
