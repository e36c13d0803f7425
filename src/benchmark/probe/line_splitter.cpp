#include "benchmark/probe/line_splitter.h"

namespace twinvirt::bench::probe {

std::optional<LineSplitter::Line> LineSplitter::next() {
    const auto end = bytes_.find('\n');
    if (end == std::string::npos) {
        if (bytes_.size() > longest + 1) { // with a "\r" that may be its last byte
            bytes_.clear();
            skipping_ = true;
        }
        return std::nullopt;
    }
    Line line{bytes_.substr(0, end), skipping_};
    bytes_.erase(0, end + 1);
    skipping_ = false;
    if (!line.text.empty() && line.text.back() == '\r')
        line.text.pop_back();
    line.tooLong = line.tooLong || line.text.size() > longest;
    if (line.tooLong)
        line.text.clear();
    return line;
}

} // namespace twinvirt::bench::probe
