// The diagnosis as text, CSV and picture.
#include "tutorials/support/diagnosis_report.hpp"

#include <gmock/gmock.h>

#include <fstream>
#include <iterator>

#include "tests/error_of.hpp"
#include "tests/temporary_folder.hpp"
#include "tutorials/support/heat_map.hpp"

namespace tapestry {
namespace {

using testing::HasSubstr;

// Two tasks, one layer, one step: gradients (3, 4) and (-4, 3) are orthogonal, 5 long.
nn::Diagnosis one_step() {
  nn::Diagnosis diagnosis({1, {}, true});
  const nn::Parameters parameters = {Var::parameter("trunk.weight", tensor({2}, {0, 0}))};
  const std::vector<std::size_t> tasks = {0, 1};
  const std::vector<std::vector<Tensor>> gradients = {{tensor({2}, {3, 4})},
                                                      {tensor({2}, {-8, 6})}};
  diagnosis.observe({tasks, parameters, gradients, {2, 4}, {true}}, 0.1, [] {
    return std::vector<double>{1, 5};
  });
  return diagnosis;
}

TEST(DiagnosisReport, TableHasALineForEachLayerAndPair) {
  const std::string table = diagnosis_table(one_step(), {"left", "right"});
  EXPECT_THAT(table, HasSubstr("trunk       left   right       1   0.000          0.0       0.500  "
                               "-0.25000\n"));
  EXPECT_THAT(table, HasSubstr("all shared  right  left        1   0.000          0.0       2.000  "
                               " 0.50000\n"));
}

TEST(DiagnosisReport, WritesCsvAndPicture) {
  const TemporaryFolder folder;
  const auto base = folder.path() / "diagnosis";
  write_diagnosis(base, one_step(), {"left", "right"});
  std::ifstream csv(base.string() + ".csv");
  const std::string text{std::istreambuf_iterator<char>(csv), {}};
  EXPECT_THAT(text, testing::StartsWith("layer,first,second,steps,cosine,conflicts,size_ratio,"
                                        "lookaheads,affinity\ntrunk,left,right,1,0,0,0."));
  EXPECT_THAT(text, HasSubstr(",1,-0.25\ntrunk,right,left,1,0,0,2."));
  std::ifstream png(base.string() + ".png", std::ios::binary);
  std::string magic(8, ' ');
  png.read(magic.data(), 8);
  EXPECT_EQ(magic, "\x89PNG\r\n\x1a\n");
}

TEST(DiagnosisReport, ErrorsSayWhatIsMissing) {
  EXPECT_EQ(error_of([] { diagnosis_table(one_step(), {"left"}); }),
            "diagnosis: 1 names of tasks were given, but there is a task 1: give one name a task.");
  EXPECT_EQ(error_of([] { write_diagnosis("x", nn::Diagnosis(), {"left"}); }),
            "diagnosis: nothing was measured: train on steps that have at least two tasks.");
}

TEST(HeatMaps, ColoursAreTheLimitsAndWhiteBetween) {
  const HeatMap map{"m", {"r"}, {"a", "b", "c"}, {{-2, 0, 2}}, {{"", "", ""}}, 2};
  const Picture picture = heat_maps("t", {map}, 1);
  std::vector<Color> seen;
  const std::size_t y = picture.height() - 40;
  for (std::size_t x = 0; x < picture.width(); ++x)
    if (const Color c = picture.at(x, y); seen.empty() || !(seen.back() == c)) seen.push_back(c);
  EXPECT_THAT(seen, testing::IsSupersetOf({Color{67, 130, 200}, Color{214, 96, 77}, kWhite}));
}

TEST(HeatMaps, ErrorsNameTheMap) {
  const HeatMap good{"m", {"r"}, {"a"}, {{1}}, {{""}}, 2};
  HeatMap bad = good;
  bad.texts = {};
  EXPECT_EQ(error_of([&] { heat_maps("t", {bad}, 1); }),
            "heat_maps: 'm' needs one value and one text for each of its 1 rows and 1 columns, and "
            "at least one cell.");
  bad = good;
  bad.limit = 0;
  EXPECT_EQ(error_of([&] { heat_maps("t", {bad}, 1); }),
            "heat_maps: the limit of 'm' is 0: give a positive number.");
  EXPECT_EQ(error_of([] { heat_maps("t", {}, 1); }),
            "heat_maps: 0 maps, 1 in a row: give at least one of each.");
}

}  // namespace
}  // namespace tapestry
