// A table of text with aligned columns, for the printouts.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

namespace tapestry {

using TextRow = std::vector<std::string>;

// Writes the rows with each column as wide as its widest cell, two spaces between columns, and no
// spaces at the ends of lines. A row of one cell is a heading: it stands alone on its line, and
// takes no part in the widths.
void print_table(const std::vector<TextRow>& rows, std::ostream& out);

}  // namespace tapestry
