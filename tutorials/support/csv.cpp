#include "tutorials/support/csv.hpp"

#include <charconv>

#include "engine/base/error.hpp"
#include "engine/base/replace_file.hpp"

namespace fs = std::filesystem;

namespace tapestry {
namespace {

template <class Number>
std::string shortest(Number number) {
  char digits[64];
  return {digits, std::to_chars(digits, digits + sizeof digits, number).ptr};
}

// An only field that is empty is quoted: readers skip a line with nothing on it.
std::string quoted(const std::string& field, bool only) {
  if (field.find_first_of(",\"\r\n") == std::string::npos && !(only && field.empty())) return field;
  std::string out = "\"";
  for (char c : field) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + '"';
}

}  // namespace

CsvCell::CsvCell(double number) : text_(shortest(number)) {}
CsvCell::CsvCell(float number) : text_(shortest(number)) {}

std::string csv_text(const std::vector<std::string>& header,
                     const std::vector<std::vector<CsvCell>>& rows) {
  if (header.empty()) base::fail("CSV: the header has no fields: name at least one column.");
  const bool only = header.size() == 1;
  std::string out;
  for (std::size_t i = 0; i < header.size(); ++i)
    out += (i > 0 ? "," : "") + quoted(header[i], only);
  out += '\n';
  for (std::size_t row = 0; row < rows.size(); ++row) {
    if (rows[row].size() != header.size())
      base::fail("CSV: row ", row, " has ", rows[row].size(), " fields and the header has ",
                 header.size(), ": every row must have one for each column.");
    for (std::size_t i = 0; i < header.size(); ++i)
      out += (i > 0 ? "," : "") + quoted(rows[row][i].text(), only);
    out += '\n';
  }
  return out;
}

void write_csv(const fs::path& path, const std::vector<std::string>& header,
               const std::vector<std::vector<CsvCell>>& rows) {
  replace_file(path, csv_text(header, rows), "CSV");
}

}  // namespace tapestry
