#pragma once

#include "xml/xml_output.h"

#include <random>
#include <string>
#include <vector>

namespace twinvirt::test {

/// Makes <domain> documents by chance; the same seed makes the same ones.
class RandomDomain {
  public:
    explicit RandomDomain(unsigned seed) : random_(seed) {}

    /// A document that is right by construction, of any type, with any of the parts that we model
    /// and some that are kept.
    XmlOutput domain();
    /// Damages one to three places of the document: a name, a value, something too many, something
    /// missing. The result may still be right.
    void damage(XmlOutput& document);

  private:
    using Words = std::vector<std::string>;

    bool chance(int percent) { return below(100) < static_cast<std::size_t>(percent); }
    std::size_t below(std::size_t limit);
    std::string pick(const Words& words) { return words[below(words.size())]; }
    std::string number(unsigned long long least, unsigned long long greatest);

    void attribute(XmlOutput& element, const std::string& name, const Words& values, int percent);
    XmlOutput& child(XmlOutput& element, const std::string& name);
    void text(XmlOutput& element, const std::string& name, const Words& values, int percent);
    void kept(XmlOutput& element, const Words& names);
    void shuffle(XmlOutput& element);
    /// Without it a document is not well-formed, damaged or not.
    static void declareNamespace(XmlOutput& domain);

    void addIdentity(XmlOutput& domain);
    void addMemory(XmlOutput& domain);
    void addCpu(XmlOutput& domain);
    void addOs(XmlOutput& domain);
    void addIdMap(XmlOutput& domain);
    void addFeatures(XmlOutput& domain);
    void addIsolation(XmlOutput& domain);
    void addClock(XmlOutput& domain);
    void addLifecycle(XmlOutput& domain);
    void addDevices(XmlOutput& domain);
    void addTuning(XmlOutput& domain);
    void addSecurity(XmlOutput& domain);
    void addHostDevice(XmlOutput& devices);
    void addIpConfiguration(XmlOutput& parent);
    void addInterfaceSource(XmlOutput& interface, const std::string& type);
    void addLink(XmlOutput& interface);
    void addFilesystemSource(XmlOutput& source, const std::string& type);
    void addDisk(XmlOutput& devices);
    void addFilesystem(XmlOutput& devices);
    void addInterface(XmlOutput& devices);
    void addCharacterDevice(XmlOutput& devices, const std::string& name);

    XmlOutput* anyElement(XmlOutput& document);
    void damageAttribute(XmlOutput& element);
    void damageChildren(XmlOutput& element);
    void damageText(XmlOutput& element);

    std::mt19937 random_;
};

} // namespace twinvirt::test
