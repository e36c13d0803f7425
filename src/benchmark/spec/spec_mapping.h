#pragma once

#include "benchmark/spec/benchmark_spec.h"
#include "xml/xml_mapping.h"

namespace twinvirt::bench {

// One function for each element of a <benchmark>; see XmlMapping.
void mapXml(XmlMapping& xml, BenchmarkSpec& spec);
void mapXml(XmlMapping& xml, ImageSpec& image);
void mapXml(XmlMapping& xml, ArmSpec& arm);
void mapXml(XmlMapping& xml, ScenarioSpec& scenario);

} // namespace twinvirt::bench
