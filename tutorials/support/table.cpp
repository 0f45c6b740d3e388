#include "tutorials/support/table.hpp"

#include <algorithm>
#include <cstddef>

#include "engine/base/error.hpp"

namespace tapestry {
namespace {

// A character of UTF-8 is one byte that is not 10xxxxxx, and those of that form that follow it.
std::size_t width_of(const std::string& cell) {
  return static_cast<std::size_t>(
      std::count_if(cell.begin(), cell.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

bool starts_with_digit(const std::string& cell) {
  const std::size_t at = cell.find_first_not_of("+-");
  return at <= 1 && cell[at] >= '0' && cell[at] <= '9';
}

bool says_nothing(const std::string& cell) {
  return cell.empty() || cell == "-" || cell == "nan" || cell == "inf" || cell == "-nan" ||
         cell == "-inf";
}

struct Column {
  std::size_t width = 0;
  bool numbers = false;
};

void append(std::string& line, const Column& column, const std::string& cell) {
  const std::string padding(column.width - width_of(cell), ' ');
  line += column.numbers ? padding + cell : cell + padding;
}

void append_line(std::string& out, const std::vector<Column>& columns,
                 const std::vector<std::string>& cells) {
  std::string line;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (i > 0) line += "  ";
    append(line, columns[i], cells[i]);
  }
  line.erase(line.find_last_not_of(' ') + 1);  // of an empty line, npos + 1 is 0
  out += line + '\n';
}

void check_cells(const std::string& row_name, const std::vector<std::string>& cells,
                 std::size_t expected) {
  if (cells.size() != expected)
    base::fail("table: ", row_name, " has ", cells.size(), " cells and the header has ", expected,
               ": every row must have one for each column.");
  for (const std::string& cell : cells)
    if (cell.find_first_of("\r\n") != std::string::npos)
      base::fail("table: a cell of ", row_name, " has a line break, and a row is one line: '", cell,
                 "'.");
}

}  // namespace

std::string table_text(const std::vector<std::string>& header,
                       const std::vector<std::vector<std::string>>& rows) {
  if (header.empty()) base::fail("table: the header has no cells: name at least one column.");
  check_cells("the header", header, header.size());
  for (std::size_t row = 0; row < rows.size(); ++row)
    check_cells(base::text("row ", row), rows[row], header.size());

  std::vector<Column> columns(header.size());
  std::vector<std::string> rule(header.size());
  for (std::size_t i = 0; i < header.size(); ++i) {
    Column& column = columns[i];
    column.width = width_of(header[i]);
    bool words = false;
    for (const auto& row : rows) {
      column.width = std::max(column.width, width_of(row[i]));
      if (starts_with_digit(row[i]))
        column.numbers = true;
      else if (!says_nothing(row[i]))
        words = true;
    }
    if (words) column.numbers = false;
    rule[i] = std::string(column.width, '-');
  }

  std::string out;
  append_line(out, columns, header);
  append_line(out, columns, rule);
  for (const auto& row : rows) append_line(out, columns, row);
  return out;
}

}  // namespace tapestry
