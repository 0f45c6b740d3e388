#include "tutorials/support/table.hpp"

#include <gmock/gmock.h>

#include "tests/support/temporary.hpp"

namespace tapestry {
namespace {

TEST(Table, AlignsNumbersToTheRightAndTextToTheLeft) {
  EXPECT_EQ(table_text({"task", "accuracy", "alone", "s"},
                       {{"MNIST", "98.13 %", "97.9 %", "12.0"}, {"CIFAR-10", "9.2 %", "-", "3.5"}}),
            "task      accuracy   alone     s\n"
            "--------  --------  ------  ----\n"
            "MNIST      98.13 %  97.9 %  12.0\n"
            "CIFAR-10     9.2 %       -   3.5\n");
}

TEST(Table, ColumnsOfBothAreText) {
  EXPECT_EQ(table_text({"value"}, {{"-1.5"}, {"none"}, {"+20"}}),
            "value\n-----\n-1.5\nnone\n+20\n");
  EXPECT_EQ(table_text({"value"}, {{"-1.5"}, {"nan"}, {""}, {"+20"}}),
            "value\n-----\n -1.5\n  nan\n\n  +20\n");
  // Nothing that is a number: nothing to align to the right.
  EXPECT_EQ(table_text({"value"}, {{"-"}, {"--"}}), "value\n-----\n-\n--\n");
}

TEST(Table, WidthsAreOfCharactersNotBytes) {
  EXPECT_EQ(table_text({"a", "b"}, {{"\u00b1\u2192", "1"}, {"xyz", "2"}}),
            "a    b\n---  -\n\u00b1\u2192   1\nxyz  2\n");
}

TEST(Table, WithoutRowsIsTheHeader) { EXPECT_EQ(table_text({"a", "bc"}, {}), "a  bc\n-  --\n"); }

TEST(Table, SizesThatDisagreeAreErrors) {
  EXPECT_EQ(error_of([] {
              table_text({"a", "b"}, {{"1", "2"}, {"3", "4", "5"}});
            }),
            "table: row 1 has 3 cells and the header has 2: every row must have one for each "
            "column.");
  EXPECT_EQ(error_of([] { table_text({}, {}); }),
            "table: the header has no cells: name at least one column.");
  EXPECT_EQ(error_of([] { table_text({"a"}, {{"x\ny"}}); }),
            "table: a cell of row 0 has a line break, and a row is one line: 'x\ny'.");
}

}  // namespace
}  // namespace tapestry
