#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace twinvirt {
class XmlMapping;
}

namespace twinvirt::bench {

/// <cite ref='boden2014' container='3.53' vm='5.78' unit='s'/> in a <scenario>: what a publication
/// found of the same thing, for the reader to compare with at once.
struct Citation {
    std::string ref;    ///< one of sources()
    std::string metric; ///< the id of one of the scenario's metrics; empty: its first
    std::string what;   ///< in what it differs from ours: "sysbench, primes up to 20000"
    std::string unit;   ///< one of unitsOfCitations(); empty: no figure
    std::optional<double> native;
    std::optional<double> container;
    std::optional<double> vm;
    int line = 0;

    bool operator==(const Citation& other) const {
        return ref == other.ref && metric == other.metric && what == other.what &&
               unit == other.unit && native == other.native && container == other.container &&
               vm == other.vm;
    }
};

/// A publication that measured containers against machines.
struct Source {
    std::string ref;     ///< "boden2014"
    std::string authors; ///< "Russell"
    unsigned year;
    std::string title;
    std::string where; ///< where it was published
    std::string setup; ///< what it was measured on
    /// Its figures were read in the source itself. Of others the words are cited, and nothing is
    /// drawn: the figures come from notes on the publication.
    bool read;
};

const std::vector<Source>& sources();
/// nullptr when there is none of that name.
const Source* findSource(std::string_view ref);

/// How the figures of a citation may be measured.
struct CitationUnit {
    std::string_view name; ///< "MB/s"
    bool moreIsBetter; ///< a rate: the ratio of two is turned over, since of ours less is better
};
const std::vector<CitationUnit>& unitsOfCitations();

/// What the publication's figures make of an arm of this kind ("host", "lxc", "kvm") against one of
/// that kind, as a ratio of which less is better. nullopt when it has no figure of one of them, or
/// when they are not to be drawn.
std::optional<double> publishedRatio(const Citation& citation, std::string_view armType,
                                     std::string_view referenceType);

/// "Russell 2014: container 3.53 s, virtual machine 5.78 s. Title, where. Measured on …"
std::string citationText(const Citation& citation);

void mapXml(XmlMapping& xml, Citation& citation);

} // namespace twinvirt::bench
