#include "tutorials/support/csv.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <cstdint>
#include <limits>

#include "tests/support/temporary.hpp"

namespace tapestry {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// A reader of RFC 4180, written from its grammar: the oracle of the round trips.
std::vector<std::vector<std::string>> parse(const std::string& text) {
  std::vector<std::vector<std::string>> rows{{}};
  std::string field;
  bool inside = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (inside && c == '"' && i + 1 < text.size() && text[i + 1] == '"') {
      field += '"';
      ++i;
    } else if (c == '"') {
      inside = !inside;
    } else if (!inside && (c == ',' || c == '\n')) {
      rows.back().push_back(field);
      field.clear();
      if (c == '\n') rows.emplace_back();
    } else {
      field += c;
    }
  }
  EXPECT_FALSE(inside) << "a quote was left open";
  EXPECT_THAT(rows.back(), ElementsAre()) << "the last line has no end";
  rows.pop_back();
  return rows;
}

TEST(Csv, WritesNumbersAndText) {
  EXPECT_EQ(csv_text({"task", "epoch", "loss"}, {{"MNIST", 1, 0.25}, {"CIFAR-10", 2u, -3.0f}}),
            "task,epoch,loss\nMNIST,1,0.25\nCIFAR-10,2,-3\n");
}

TEST(Csv, QuotesWhatRfc4180Says) {
  EXPECT_EQ(csv_text({"a,b", "plain"}, {{"say \"no\"", "two\nlines"}, {"", " blanks "}}),
            "\"a,b\",plain\n\"say \"\"no\"\"\",\"two\nlines\"\n, blanks \n");
  EXPECT_EQ(csv_text({"only"}, {{""}}), "only\n\"\"\n");
}

TEST(Csv, TextComesBackFromAReader) {
  const std::vector<std::string> fields{"", ",", "\"", "\"\"", "\r\n", "a,\"b\"\n", "\u2192", " "};
  std::vector<std::vector<CsvCell>> rows(1);
  for (const std::string& field : fields) rows[0].emplace_back(field);
  EXPECT_THAT(parse(csv_text(fields, rows)), ElementsAre(fields, fields));
}

TEST(Csv, NumbersComeBackBitForBit) {
  const std::vector<double> numbers{0.1,
                                    1.0 / 3,
                                    -2e-308,
                                    1e300,
                                    123456789.123456789,
                                    std::numeric_limits<double>::denorm_min(),
                                    std::numeric_limits<double>::max(),
                                    -0.0};
  for (double number : numbers) {
    const double back = std::strtod(CsvCell(number).text().c_str(), nullptr);
    EXPECT_EQ(back, number) << CsvCell(number).text();
    EXPECT_EQ(std::signbit(back), std::signbit(number));
  }
  EXPECT_EQ(CsvCell(0.1f).text(), "0.1");
  EXPECT_EQ(std::strtof(CsvCell(1.0f / 3).text().c_str(), nullptr), 1.0f / 3);
  EXPECT_EQ(CsvCell(std::numeric_limits<std::uint64_t>::max()).text(), "18446744073709551615");
  EXPECT_EQ(CsvCell(std::nan("")).text(), "nan");
  EXPECT_EQ(CsvCell(-std::numeric_limits<double>::infinity()).text(), "-inf");
}

TEST(Csv, ReplacesTheFileAndLeavesNothingBeside) {
  const TemporaryFolder folder;
  write_csv(folder / "a.csv", {"x"}, {{1}, {2}});
  write_csv(folder / "a.csv", {"y"}, {});
  EXPECT_EQ(contents(folder / "a.csv"), "y\n");
  EXPECT_EQ(folder.files(), 1U);
}

TEST(Csv, SizesThatDisagreeAreErrors) {
  EXPECT_EQ(error_of([] {
              csv_text({"a", "b"}, {{1, 2}, {3}});
            }),
            "CSV: row 1 has 1 fields and the header has 2: every row must have one for each "
            "column.");
  EXPECT_EQ(error_of([] { csv_text({}, {}); }),
            "CSV: the header has no fields: name at least one column.");
}

TEST(Csv, AFolderThatIsAbsentIsAnError) {
  const TemporaryFolder folder;
  EXPECT_EQ(error_of([&] { write_csv(folder / "no/a.csv", {"x"}, {}); }),
            "CSV: '" + (folder / "no/a.csv").string() +
                "' cannot be written (No such file or directory): its folder must exist, be "
                "writable and have room.");
}

TEST(Csv, AFileThatCannotBeReplacedIsAnErrorAndLeavesNothingBeside) {
  const TemporaryFolder folder;
  std::filesystem::create_directories(folder / "a.csv/inside");
  EXPECT_THAT(error_of([&] { write_csv(folder / "a.csv", {"x"}, {}); }),
              HasSubstr("a.csv' cannot be written ("));
  EXPECT_EQ(folder.files(), 1U);
}

}  // namespace
}  // namespace tapestry
