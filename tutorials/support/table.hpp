// Tables for the terminal: plain text in aligned columns.
#pragma once

#include <string>
#include <vector>

namespace tapestry {

// The header, a rule, and the rows, each line ending in "\n":
//
//     task   accuracy  seconds
//     -----  --------  -------
//     MNIST    98.1 %     12.0
//
// A column of numbers stands to the right, any other to the left. It is one of numbers where every
// cell begins with a digit, after a sign if any ("-1.5", "98.1 %"), but for cells that are empty,
// "-", "nan" or "inf", and at least one does. Widths are counted in characters of UTF-8.
// Throws where the header is empty, a row has not as many cells as it, or a cell has a line break.
std::string table_text(const std::vector<std::string>& header,
                       const std::vector<std::vector<std::string>>& rows);

}  // namespace tapestry
