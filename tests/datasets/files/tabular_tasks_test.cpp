#include "datasets/files/tabular_tasks.hpp"

#include <gmock/gmock.h>

#include <fstream>

#include "tests/error_of.hpp"
#include "tests/temporary_folder.hpp"

namespace tapestry::datasets {
namespace {

using testing::ElementsAre;

class TabularTasksTest : public testing::Test {
 protected:
  std::string write(const std::string& contents) {
    const std::string path = folder_.file("tasks.csv");
    std::ofstream(path, std::ios::binary) << contents;
    return path;
  }
  // Of tasks that may have a single row, unless it is said otherwise.
  TabularTasks load(const std::string& contents, TabularTarget target = TabularTarget::number,
                    std::size_t least_rows = 1) {
    return load_tabular_tasks(write(contents), "school", "score", target, least_rows);
  }
  // The error, after the name of the file.
  std::string error(const std::string& contents, TabularTarget target = TabularTarget::number,
                    std::size_t least_rows = 1) {
    const std::string whole = error_of([&] { load(contents, target, least_rows); });
    const std::string start = "load_tabular_tasks: '" + folder_.file("tasks.csv") + "'";
    if (whole.rfind(start, 0) != 0) return "another beginning: " + whole;
    return whole.substr(start.size());
  }

  TemporaryFolder folder_;
};

std::vector<Scalar> elements(const Tensor& x) { return {x.begin(), x.end()}; }

TEST_F(TabularTasksTest, GroupsTheRowsByTask) {
  const TabularTasks data = load(
      "x0,school,score,age\n"
      "1,north,17,0.5\n"
      "2,7,-5,1e2\n"
      "3,north,16,-.25\n");
  EXPECT_THAT(data.names, ElementsAre("north", "7"));
  EXPECT_THAT(data.features, ElementsAre("x0", "age"));
  ASSERT_EQ(data.tasks.size(), 2U);
  EXPECT_EQ(data.tasks[0].inputs.shape(), (Shape{2, 2}));
  EXPECT_THAT(elements(data.tasks[0].inputs), ElementsAre(1, 0.5, 3, -0.25));
  EXPECT_EQ(data.tasks[0].targets.shape(), (Shape{2, 1}));
  EXPECT_THAT(elements(data.tasks[0].targets), ElementsAre(17, 16));
  EXPECT_TRUE(data.tasks[0].labels.empty());
  EXPECT_THAT(elements(data.tasks[1].inputs), ElementsAre(2, 100));
  EXPECT_THAT(elements(data.tasks[1].targets), ElementsAre(-5));
}

TEST_F(TabularTasksTest, ReadsLabels) {
  const TabularTasks data = load("school,score,x\na,0,1\na,3,1\nb,1,1\n", TabularTarget::label);
  EXPECT_THAT(data.tasks[0].labels, ElementsAre(0, 3));
  EXPECT_THAT(data.tasks[1].labels, ElementsAre(1));
}

TEST_F(TabularTasksTest, TakesAnyLineEndingAndAByteOrderMark) {
  for (const char* contents :
       {"school,score,x\na,1,2\nb,3,4", "school,score,x\r\na,1,2\r\nb,3,4\r\n",
        "\xEF\xBB\xBFschool,score,x\na,1,2\nb,3,4\n"}) {
    const TabularTasks data = load(contents);
    EXPECT_THAT(data.names, ElementsAre("a", "b"));
    EXPECT_THAT(data.features, ElementsAre("x"));
    EXPECT_THAT(elements(data.tasks[1].inputs), ElementsAre(4));
  }
}

TEST_F(TabularTasksTest, FilesWithNothingInThem) {
  const std::string no_columns = " is empty, but its first line must name the columns.";
  EXPECT_EQ(error(""), no_columns);
  EXPECT_EQ(error("\xEF\xBB\xBF"), no_columns);
  EXPECT_EQ(error("school,score,x\n"), " has a header, but no rows: there is nothing to learn.");
  const std::string absent = folder_.file("absent.csv");
  EXPECT_EQ(error_of([&] { load_tabular_tasks(absent, "school", "score"); }),
            "load_tabular_tasks: '" + absent + "' is not a file: check the name.");
}

TEST_F(TabularTasksTest, WrongColumns) {
  EXPECT_EQ(error("schol,score,x\na,1,2\n"),
            ", line 1: there is no column 'school' for the task; the columns are schol, score, x.");
  EXPECT_EQ(error("school,a,b,c,d,e,f,g,h,i,j,k\n"),
            ", line 1: there is no column 'score' for the target; the columns are school, a, b, c, "
            "d, e, f, g, h, i and 2 more.");
  EXPECT_EQ(error("school,score,,x\na,1,2,3\n"),
            ", line 1: column 3 has no name, but the first line must name every column.");
  EXPECT_EQ(error("school,score,x,y,x\n"),
            ", line 1: there are two columns 'x': rename one of them.");
  EXPECT_EQ(error("school,score\na,1\n"),
            ", line 1: there are only the columns of the task and the target, and no feature.");
  const std::string path = write("school,score,x\na,1,2\n");
  EXPECT_EQ(error_of([&] { load_tabular_tasks(path, "score", "score"); }),
            "load_tabular_tasks: '" + path +
                "', line 1, column 'score': it was named for the task and for the target: name "
                "two.");
}

TEST_F(TabularTasksTest, TasksOfTooFewRows) {
  const std::string contents = "school,score,x\nnorth,1,2\n7,3,4\nnorth,5,6\nsouth,7,8\n";
  const auto with = [&](std::size_t least) {
    return error(contents, TabularTarget::number, least);
  };
  const std::string mend = ": add rows, leave the task out, or lower least_rows.";
  EXPECT_EQ(with(1), "another beginning: no error");
  EXPECT_EQ(with(2), ", line 3: the task '7' has 1 row, but each task must have at least 2" + mend);
  // Rows that do not stand together are counted together.
  EXPECT_EQ(with(3),
            ", line 2: the task 'north' has 2 rows, but each task must have at least 3" + mend);
  EXPECT_EQ(error("school,score,x\na,0,2\n", TabularTarget::label, 2),
            ", line 2: the task 'a' has 1 row, but each task must have at least 2" + mend);
  // 2 is what holds where nothing is said.
  const std::string path = write(contents);
  EXPECT_EQ(error_of([&] { load_tabular_tasks(path, "school", "score"); }),
            "load_tabular_tasks: '" + path +
                "', line 3: the task '7' has 1 row, but each task must have at least 2" + mend);
  EXPECT_EQ(
      load("school,score,x\na,1,2\nb,3,4\na,5,6\nb,7,8\n", TabularTarget::number, 2).tasks.size(),
      2U);
}

TEST_F(TabularTasksTest, RaggedRows) {
  const std::string rule =
      ", but the header has 3: each line must have as many fields as the header.";
  EXPECT_EQ(error("school,score,x\na,1,2\nb,3\n"), ", line 3: 2 fields" + rule);
  EXPECT_EQ(error("school,score,x\na,1,2,\nb,3,4\n"), ", line 2: 4 fields" + rule);
  EXPECT_EQ(error("school,score,x\na,1,2\n\nb,3,4\n"), ", line 3: 1 field" + rule);
  EXPECT_EQ(error("school,score,x\na,1,2\n\n"), ", line 3: 1 field" + rule);
}

TEST_F(TabularTasksTest, TextInNumbers) {
  const std::string mend =
      " is not a number: write digits, with a point and no blanks, such as -1.5 or 2e-3.";
  EXPECT_EQ(error("school,score,x\na,1,2\nb,3,four\n"), ", line 3, column 'x': 'four'" + mend);
  EXPECT_EQ(error("school,score,x\na,1 ,2\n"), ", line 2, column 'score': '1 '" + mend);
  EXPECT_EQ(error("school,score,x\na,1,0x10\n"), ", line 2, column 'x': '0x10'" + mend);
  EXPECT_EQ(error("school,score,x\na,1,2;5\n"), ", line 2, column 'x': '2;5'" + mend);
  EXPECT_EQ(error("school,score,x\na,1," + std::string(50, 'y') + "\n"),
            ", line 2, column 'x': '" + std::string(40, 'y') + "...'" + mend);
  const std::string finite =
      " is not a finite number that can be held: scale the column, or leave the row out.";
  for (const char* number : {"nan", "inf", "-infinity", "1e999"})
    EXPECT_EQ(error(base::text("school,score,x\na,1,", number, "\n")),
              base::text(", line 2, column 'x': '", number, "'", finite));
}

TEST_F(TabularTasksTest, EmptyFields) {
  const std::string rule = ": the field is empty: fill it in, or leave the row out.";
  EXPECT_EQ(error("school,score,x\na,1,\n"), ", line 2, column 'x'" + rule);
  EXPECT_EQ(error("school,score,x\na,,2\n"), ", line 2, column 'score'" + rule);
  EXPECT_EQ(error("school,score,x\n,1,2\n"), ", line 2, column 'school'" + rule);
}

TEST_F(TabularTasksTest, WrongLabels) {
  for (const char* label : {"-1", "1.5", "yes", "99999999999"})
    EXPECT_EQ(error(base::text("school,score,x\na,", label, ",1\n"), TabularTarget::label),
              base::text(", line 2, column 'score': '", label,
                         "' is not a label: labels are whole numbers from 0."));
}

TEST_F(TabularTasksTest, QuotesAreRefused) {
  const std::string mend =
      ": a field is quoted, and quotes are not read here: write the file without quotes, and "
      "without commas inside fields.";
  EXPECT_EQ(error("school,score,x\n\"a,b\",1,2\n"), ", line 2" + mend);
  EXPECT_EQ(error("\"school\",score,x\na,1,2\n"), ", line 1" + mend);
}

}  // namespace
}  // namespace tapestry::datasets
