// CSV files. Nothing here knows of tensors or tasks; the folder that a file goes to must exist.
#pragma once

#include <concepts>
#include <filesystem>
#include <string>
#include <vector>

namespace tapestry {

// One field of a row, made of text or of any number. A float or a double is written with the fewest
// digits that read back as the same number; infinities and not-a-number as "inf", "-inf", "nan".
class CsvCell {
 public:
  CsvCell(const char* text) : text_(text) {}
  CsvCell(std::string text) : text_(std::move(text)) {}
  CsvCell(double number);
  CsvCell(float number);
  template <std::integral Integer>
  CsvCell(Integer number) : text_(std::to_string(number)) {}

  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

// The header and the rows as CSV. Fields with a comma, a quote or a line break are quoted as RFC
// 4180 says; lines end in "\n" alone, which its readers take and Unix tools want. Throws where the
// header is empty or a row has not as many fields as the header.
std::string csv_text(const std::vector<std::string>& header,
                     const std::vector<std::vector<CsvCell>>& rows);

// Writes csv_text to the file, in place of what was there. Throws where that cannot be done.
void write_csv(const std::filesystem::path& path, const std::vector<std::string>& header,
               const std::vector<std::vector<CsvCell>>& rows);

}  // namespace tapestry
