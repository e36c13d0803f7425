#pragma once

#include "model/domain_definition.h"
#include "util/result.h"

#include <string>
#include <vector>

namespace twinvirt::lxc {

/// A definition on its way to a configuration.
struct Export {
    std::string text;
    std::vector<std::string> notes;

    void put(const std::string& key, const std::string& value) {
        text += key + " = " + value + '\n';
    }
    /// Says what was left out.
    void leave(const std::string& element, const std::string& why) {
        notes.push_back('<' + element + ">: left out: " + why);
    }
};

// One for each group of keys.
void exportIdentity(const DomainDefinition& domain, Export& config);
void exportResources(const DomainDefinition& domain, Export& config);
void exportFilesystems(const DomainDefinition& domain, Export& config);
void exportNetwork(const DomainDefinition& domain, Export& config);
void exportHostDevices(const DomainDefinition& domain, Export& config);

} // namespace twinvirt::lxc
