#include "benchmark/probe/kernel_table.h"

#include <sys/mman.h>
#include <sys/resource.h>

#include <unistd.h>

namespace twinvirt::bench::probe {

namespace {

constexpr std::uint64_t pagesPerMapping = 256;

std::uint64_t minorFaults() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    return static_cast<std::uint64_t>(usage.ru_minflt);
}

class PageFault : public Kernel {
  public:
    Result<void> run(std::uint64_t operations) override {
        const std::uint64_t before = minorFaults();
        for (std::uint64_t done = 0; done < operations; done += pagesPerMapping)
            TRY(mapTouchUnmap());
        const std::uint64_t faults = minorFaults() - before;
        if (faults < operations) // else it measured something else, as a write to a huge page
            return wrongAnswer(std::to_string(faults) + " page faults for " +
                               std::to_string(operations) + " pages");
        return {};
    }

  private:
    Result<void> mapTouchUnmap() const {
        const std::size_t size = pagesPerMapping * pageSize_;
        void* mapping =
            ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (mapping == MAP_FAILED)
            return systemError("mmap of " + std::to_string(size) + " bytes");
        ::madvise(mapping, size, MADV_NOHUGEPAGE); // refused where there are none: as well
        auto* bytes = static_cast<volatile unsigned char*>(mapping);
        std::uint64_t sum = 0; // of what was written, and of the rest, which must be empty
        for (std::size_t page = 0; page < size; page += pageSize_) {
            bytes[page] = 1;
            sum += bytes[page];
            sum += bytes[page + pageSize_ - 1];
        }
        ::munmap(mapping, size);
        if (sum != pagesPerMapping)
            return wrongAnswer("a new page was not empty, or did not keep what was written");
        return {};
    }

    std::size_t pageSize_ = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
};

Result<std::unique_ptr<Kernel>> make(const KernelSettings&) {
    return std::unique_ptr<Kernel>(std::make_unique<PageFault>());
}

} // namespace

const KernelDescription pageFaultKernel{
    .name = "page-fault",
    .operation = "the first write to a page of anonymous memory (mapped and unmapped by 256)",
    .unit = "operation",
    .source = "lat_pagefault and lat_mmap of lmbench (McVoy and Staelin 1996), on anonymous memory",
    .step = pagesPerMapping,
    .usesDirectory = false,
    .make = make,
};

} // namespace twinvirt::bench::probe
