#pragma once

#include "lxc/elements.h"

#include <optional>
#include <string>
#include <vector>

namespace twinvirt::lxc {

/// Collects what checkElements has to say; each row's text stands in the table only.
class ElementNotes {
  public:
    /// The definition has what the row `rule` of the table is about. `shown` is how it is named to
    /// the user. A row that the table does not have is ignored.
    void add(const std::string& rule, const std::string& shown, int line = 0);
    void add(const std::string& rule, int line = 0) { add(rule, rule, line); }
    void addIf(bool condition, const std::string& rule, int line = 0) {
        if (condition)
            add(rule, rule, line);
    }
    /// What the mapping kept below `parent` ("devices/").
    void addKept(const std::string& parent, const KeptElements& kept);
    bool refuses(const std::string& rule) const;
    std::vector<ElementNote> take() { return std::move(notes_); }

  private:
    std::vector<ElementNote> notes_;
};

// The parts of checkElements, one for each group of elements.
void checkResources(const DomainDefinition& definition, ElementNotes& notes);
void checkFilesystems(const Devices& devices, ElementNotes& notes);
void checkInterfaces(const Devices& devices, ElementNotes& notes);
void checkOtherDevices(const Devices& devices, ElementNotes& notes);

} // namespace twinvirt::lxc
