#include "engine/base/text_table.hpp"

#include <algorithm>
#include <ostream>

namespace tapestry {

void print_table(const std::vector<TextRow>& rows, std::ostream& out) {
  std::vector<std::size_t> width;
  for (const TextRow& row : rows) {
    if (row.size() == 1) continue;
    width.resize(std::max(width.size(), row.size()), 0);
    for (std::size_t k = 0; k < row.size(); ++k) width[k] = std::max(width[k], row[k].size());
  }
  for (const TextRow& row : rows) {
    std::string line;
    for (std::size_t k = 0; k < row.size(); ++k) {
      line += row[k];
      if (row.size() > 1) line += std::string(width[k] - row[k].size() + 2, ' ');
    }
    line.erase(line.find_last_not_of(' ') + 1);
    out << line << '\n';
  }
}

}  // namespace tapestry
