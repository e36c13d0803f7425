#include "mock/mock_host.h"

namespace twinvirt::mock {

Result<DriverVersion> MockHost::version() {
    DriverVersion version;
    version.hypervisor = "MOCK";
    version.api = 9000000;
    version.hypervisorVersion = 2;
    version.library = 9000000;
    return version;
}

Result<std::string> MockHost::capabilities() {
    return std::string(R"(<capabilities>

  <host>
    <cpu>
      <arch>i686</arch>
    </cpu>
  </host>

  <guest>
    <os_type>hvm</os_type>
    <arch name='i686'>
      <wordsize>32</wordsize>
      <domain type='test'/>
    </arch>
  </guest>

</capabilities>
)");
}

Result<std::vector<HostCheck>> MockHost::hostChecks() {
    return std::vector<HostCheck>{
        {"MOCK", "for an imagined world", CheckVerdict::pass, "in memory", ""},
        {"MOCK", "for domains that outlive the shell", CheckVerdict::warn, "",
         "use lxc:///system for containers that stay"},
        {"MOCK", "for real guests", CheckVerdict::fail, "none",
         "use another driver to run something"},
    };
}

} // namespace twinvirt::mock
