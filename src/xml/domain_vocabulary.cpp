#include "xml/domain_vocabulary.h"

#include <array>

namespace twinvirt {

/// In libvirt's printed order (virDomainDefFormatInternalSetRootName and the functions below it).
/// An element whose path is not listed has no names beyond those of its mapXml.
static constexpr std::array entries{
    XmlVocabularyEntry{
        "domain", "type id",
        "name uuid genid title description metadata maxMemory memory currentMemory blkiotune "
        "memtune memoryBacking vcpu vcpus iothreads iothreadids defaultiothread cputune numatune "
        "resource sysinfo bootloader bootloader_args os idmap features cpu clock on_poweroff "
        "on_reboot on_crash on_lockfailure pm perf devices seclabel keywrap launchSecurity "
        "lxc:namespace qemu:commandline qemu:capabilities qemu:deprecation qemu:override "
        "bhyve:commandline xen:commandline vmware:datacenterpath twinvirt:isolation"},
    XmlVocabularyEntry{"domain/memory", "dumpCore unit", ""},
    XmlVocabularyEntry{"domain/numatune", "", "memory memnode"},
    XmlVocabularyEntry{"domain/memtune", "", "hard_limit soft_limit min_guarantee swap_hard_limit"},
    XmlVocabularyEntry{"domain/vcpu", "placement cpuset current", ""},
    XmlVocabularyEntry{"domain/cputune", "",
                       "shares period quota global_period global_quota emulator_period "
                       "emulator_quota iothread_period iothread_quota vcpupin emulatorpin "
                       "iothreadpin vcpusched iothreadsched emulatorsched cachetune memorytune"},
    XmlVocabularyEntry{"domain/resource", "", "partition pids fibrechannel"},
    XmlVocabularyEntry{"domain/os", "firmware",
                       "type firmware init initarg initenv initdir inituser initgroup loader nvram "
                       "kernel initrd cmdline dtb root acpi boot bootmenu bios smbios"},
    XmlVocabularyEntry{"domain/features", "",
                       "acpi apic pae hap viridian privnet hyperv kvm pvspinlock capabilities pmu "
                       "vmport gic smm ioapic hpt vmcoreinfo htm nested-hv msrs ccf-assist xen "
                       "cfpc sbbc ibs tcg"},
    XmlVocabularyEntry{"domain/features/apic", "eoi", ""},
    XmlVocabularyEntry{"domain/clock", "offset adjustment basis timezone start", "timer"},
    XmlVocabularyEntry{"domain/clock/timer", "name present tickpolicy track frequency mode",
                       "catchup"},
    XmlVocabularyEntry{"domain/devices", "",
                       "emulator disk controller lease filesystem interface smartcard serial "
                       "parallel console channel input tpm graphics sound audio video hostdev "
                       "redirdev redirfilter hub watchdog memballoon rng nvram panic shmem memory "
                       "iommu vsock crypto"},
    XmlVocabularyEntry{"domain/devices/disk", "type device model rawio sgio snapshot",
                       "driver auth source backingStore backenddomain geometry blockio mirror "
                       "target iotune readonly shareable transient serial wwn vendor product "
                       "encryption boot alias acpi address privateData"},
    XmlVocabularyEntry{"domain/devices/disk/driver",
                       "name type cache error_policy rerror_policy io ioeventfd event_idx "
                       "copy_on_read discard detect_zeroes iothread queues queue_size iommu ats "
                       "packed page_per_vq",
                       "metadata_cache"},
    XmlVocabularyEntry{"domain/devices/disk/source",
                       "file dev dir protocol name pool volume mode type managed namespace path "
                       "tls tlsHostname query startupPolicy index fdgroup",
                       "host snapshot config auth initiator cookies readahead timeout ssl identity "
                       "address reconnect slices encryption seclabel reservations privateData"},
    XmlVocabularyEntry{"domain/devices/disk/target", "dev bus tray removable rotation_rate", ""},
    XmlVocabularyEntry{"domain/devices/filesystem", "type accessmode multidevs model fmode dmode",
                       "driver binary source target readonly space_hard_limit space_soft_limit "
                       "boot alias acpi address"},
    XmlVocabularyEntry{"domain/devices/filesystem/driver",
                       "type format name wrpolicy queue iommu ats packed page_per_vq", ""},
    XmlVocabularyEntry{"domain/devices/filesystem/source", "pool volume socket", ""},
    XmlVocabularyEntry{
        "domain/devices/interface", "type managed trustGuestRxFilters",
        "mac source vlan virtualport bandwidth port ip route portForward script downscript "
        "backenddomain target guest model driver backend filterref tune teaming link mtu coalesce "
        "boot rom alias acpi address"},
    XmlVocabularyEntry{"domain/devices/interface/virtualport", "type", "parameters"},
    XmlVocabularyEntry{"domain/devices/interface/filterref", "filter", "parameter"},
    XmlVocabularyEntry{"domain/devices/interface/filterref/parameter", "name value", ""},
    XmlVocabularyEntry{"domain/devices/interface/backend", "type tap vhost logFile", ""},
    XmlVocabularyEntry{"domain/devices/interface/mac", "address type check", ""},
    XmlVocabularyEntry{"domain/devices/interface/source",
                       "network portgroup portid bridge macTableManager dev mode type path name "
                       "address port missing switchid portgroupid connectionid",
                       "ip route reconnect local address vendor product"},
    XmlVocabularyEntry{"domain/devices/interface/target", "dev managed", ""},
    XmlVocabularyEntry{"domain/devices/interface/guest", "dev actual", ""},
    XmlVocabularyEntry{
        "domain/devices/hostdev", "mode type managed model display ramfb sgio rawio",
        "teaming source ip route readonly shareable boot alias acpi address rom driver"},
    XmlVocabularyEntry{"domain/devices/serial", "type tty",
                       "source protocol log target alias acpi address"},
    XmlVocabularyEntry{"domain/devices/serial/source",
                       "path mode host service channel master slave append tls",
                       "reconnect seclabel clipboard mouse"},
    XmlVocabularyEntry{"domain/devices/serial/target", "type port", "model"},
    XmlVocabularyEntry{"domain/devices/console", "type tty",
                       "source protocol log target alias acpi address"},
    XmlVocabularyEntry{"domain/devices/console/source",
                       "path mode host service channel master slave append tls",
                       "reconnect seclabel clipboard mouse"},
    XmlVocabularyEntry{"domain/devices/console/target", "type port", "model"},
};

const XmlVocabulary& domainVocabulary() {
    static constexpr XmlVocabulary vocabulary{entries};
    return vocabulary;
}

} // namespace twinvirt
