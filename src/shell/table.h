#pragma once

#include <string>
#include <vector>

namespace twinvirt {

/// A table in virsh's layout: a blank before each cell, three between columns, a line of hyphens
/// under the titles. Widths are those of a terminal; what is not printable is shown as \xNN.
class Table {
  public:
    explicit Table(std::vector<std::string> titles);
    void addRow(std::vector<std::string> cells);
    [[nodiscard]] std::string format(bool withTitles) const;

  private:
    std::vector<std::vector<std::string>> rows_; ///< the first are the titles
};

/// The columns that the text takes on a terminal; characters by LC_CTYPE of the environment.
std::size_t displayWidth(const std::string& text);
/// The text with every byte that is not part of a printable character written as \xNN.
std::string printable(const std::string& text);

} // namespace twinvirt
