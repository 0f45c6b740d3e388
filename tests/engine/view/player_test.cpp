// The player's page as a file: what tests/player/player_test then plays in a browser.
#include "engine/view/player.hpp"

#include <filesystem>
#include <fstream>
#include <limits>

#include "tests/engine/expect.hpp"
#include "tests/temporary_folder.hpp"

namespace tapestry {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

// The JSON in the page.
std::string data_of(const std::string& page) {
  const std::string mark = "<script type=\"application/json\" id=\"data\">";
  const std::size_t begin = page.find(mark) + mark.size();
  return page.substr(begin, page.find("</script>", begin) - begin);
}

// d(w w)/dw = 2 w, in two parts.
TEST(Player, HoldsTheRecordsAndTheBackwardPass) {
  Tape tape;
  const Scope scope("trunk");
  const Var w = Var::parameter("w", full({}, 3)), y = (w * w).named("y"), unused = w + 1;
  const auto scalar = [](const std::string& x) { return "{\"shape\":[],\"shown\":[" + x + "]}"; };
  EXPECT_THAT(
      data_of(player_page(tape, y)),
      StartsWith(
          "{\"loss\":0,\"leaves\":["
          "{\"kind\":\"parameter\",\"name\":\"w\",\"value\":" +
          scalar("3.0") + ",\"gradient\":" + scalar("6.0") +
          "},{\"kind\":\"constant\",\"name\":\"\",\"value\":" + scalar("1.0") +
          "}],\"records\":["
          "{\"op\":\"mul\",\"name\":\"y\",\"scope\":\"trunk\",\"inputs\":[-1,-1],\"value\":" +
          scalar("9.0") +
          "},{\"op\":\"add\",\"name\":\"\",\"scope\":\"trunk\",\"inputs\":[-1,-2],\"value\":" +
          scalar("4.0") + "}],\"backward\":[{\"record\":0,\"gradient\":" + scalar("1.0") +
          ",\"sent\":[{\"input\":0,\"pulled\":[],\"part\":" + scalar("3.0") +
          ",\"total\":" + scalar("3.0") + "},{\"input\":1,\"pulled\":[],\"part\":" + scalar("3.0") +
          ",\"total\":" + scalar("6.0") +
          "}]}],\"unvisited\":[1],\"formulas\":{"
          "\"mul\":{\"value\":\"a * b\",\"pullbacks\":["
          "{\"input\":\"a\",\"formula\":\"g * b\"},{\"input\":\"b\",\"formula\":\"g * a\"}]},"
          "\"add\":{\"value\":\"a + b\",\"pullbacks\":["
          "{\"input\":\"a\",\"formula\":\"g\"},{\"input\":\"b\",\"formula\":\"g\"}]}},"
          "\"largest_gradient\":6.0,\"rounding\":"));
}

TEST(Player, HoldsTheFirstElementsOfALargeTensorAndSaysSo) {
  Tape tape;
  const Var x("large", counting({65})), y("whole", counting({64}));
  const std::string data = data_of(player_page(tape, sum(x) + sum(y)));
  EXPECT_THAT(data,
              HasSubstr("\"name\":\"large\",\"value\":{\"shape\":[65],\"shown\":[0.0,1.0,2.0,"));
  // the root of 0^2 + ... + 64^2 = 64 65 129 / 6
  EXPECT_THAT(data, HasSubstr("61.0,62.0,63.0],\"norm\":299.06"));
  EXPECT_THAT(data, HasSubstr("\"smallest\":0.0,\"largest\":64.0}"));
  EXPECT_THAT(data, HasSubstr("61.0,62.0,63.0]}"));  // the whole one
}

TEST(Player, HoldsFewerElementsOfALongTape) {
  Tape tape;
  const Var x("large", counting({65})), y("whole", counting({64}));
  Var loss = sum(x) + sum(y);
  while (tape.size() < 400) loss = loss + 1;
  EXPECT_THAT(data_of(player_page(tape, loss)), HasSubstr("62.0,63.0],\"norm\":"));
  loss = loss + 1;
  const std::string data = data_of(player_page(tape, loss));
  EXPECT_THAT(data,
              HasSubstr("\"name\":\"large\",\"value\":{\"shape\":[65],\"shown\":[0.0,1.0,2.0,"));
  EXPECT_THAT(data, HasSubstr("13.0,14.0,15.0],\"norm\":299.06"));
  EXPECT_THAT(data, Not(HasSubstr("63.0],\"norm\"")));
  EXPECT_THAT(data, HasSubstr("61.0,62.0,63.0]}"));
}

TEST(Player, KeepsNanAndInfinities) {
  constexpr Scalar kInfinity = std::numeric_limits<Scalar>::infinity();
  const Scalar nan = std::numeric_limits<Scalar>::quiet_NaN();
  Tape tape;
  const Var x("x", tensor({3}, {nan, kInfinity, -kInfinity}));
  Tensor with_nan = counting({70});
  with_nan.data()[68] = nan;
  with_nan.data()[69] = kInfinity;  // which must not hide it
  const std::string data = data_of(player_page(tape, sum(x) + sum(Var("y", with_nan))));
  EXPECT_THAT(data, HasSubstr("\"shown\":[\"NaN\",\"Infinity\",\"-Infinity\"]"));
  EXPECT_THAT(data, HasSubstr("\"norm\":\"NaN\",\"smallest\":\"NaN\",\"largest\":\"NaN\"}"));
}

double number_after(const std::string& data, const std::string& key) {
  return std::stod(data.substr(data.find("\"" + key + "\":") + key.size() + 3));
}

// Two parts that cancel each other leave rounding: it is measured against them, not their sum.
TEST(Player, SaysWhatIsAtRoundingLevel) {
  Tape tape;
  const Var w = Var::parameter("w", full({}, 3));
  const std::string data = data_of(player_page(tape, 512 * w - 512 * w));
  EXPECT_EQ(number_after(data, "largest_gradient"), 512);
  EXPECT_EQ(number_after(data, "rounding"), 512 * kRoundingLevel);
  constexpr double kEpsilon = std::numeric_limits<Scalar>::epsilon();
  EXPECT_GT(kRoundingLevel, kEpsilon);        // a few of them add up
  EXPECT_LT(kRoundingLevel, 100 * kEpsilon);  // and what is larger is signal
}

// What is not finite is larger than all, and would make dust of everything.
TEST(Player, MeasuresRoundingAgainstFiniteGradients) {
  Tape tape;
  const Var x = Var::parameter("x", tensor({2}, {0, 4}));
  EXPECT_EQ(number_after(data_of(player_page(tape, sum(sqrt(x)))), "largest_gradient"), 1);
}

TEST(Player, HasNoFormulaForAnOpOfYourOwn) {
  Tape tape;
  const Var x = Var::parameter("x", full({}, 3));
  const Var y = record("cube", x.value() * x.value() * x.value(),
                       {{x, [x](const Var& g, const Var&) { return g * (3 * x * x); }}});
  const std::string data = data_of(player_page(tape, 2 * y));
  EXPECT_THAT(data, HasSubstr("\"formulas\":{\"mul\":"));
  EXPECT_THAT(data, Not(HasSubstr("\"cube\":")));
}

TEST(Player, SaysWhatIsPlayed) {
  const auto has = [](const std::string& page, const std::string& title) {
    EXPECT_THAT(page, HasSubstr("<title>" + title + "</title>"));
    EXPECT_THAT(page, HasSubstr("<h1>" + title + "</h1>"));
  };
  Tape tape;
  const Var x("x", full({}, 3)), y = square(x), loss = square(y).named("a < b");
  has(player_page(tape, y), "Forwards and back from record %0");
  has(player_page(tape, loss), "Forwards and back from 'a &lt; b'");
  has(player_page(tape, loss, "One step of two tasks"), "One step of two tasks");
  has(player_page(tape, loss, "</title>{{data}}&lt;\xff"),
      "&lt;/title>{{data}}&amp;lt;\xef\xbf\xbd");
  const TemporaryFolder folder;
  save_player(tape, folder.file("tape.html"), loss, "One step");
  std::ifstream in(folder.file("tape.html"));
  has(std::string(std::istreambuf_iterator<char>(in), {}), "One step");
}

TEST(Player, LetsNoNameBecomeMarkup) {
  Tape tape;
  const Var x = Var("</script><!--\"{{style}}\xff", full({}, 3));
  const std::string page = player_page(tape, square(x));
  EXPECT_THAT(page, HasSubstr("\"name\":\"\\u003c/script>\\u003c!--\\\"{{style}}\xef\xbf\xbd\""));
  EXPECT_THAT(page, Not(HasSubstr("<!--\"")));
}

TEST(Player, NeedsNothingElse) {
  Tape tape;
  const std::string page = player_page(tape, square(Var("x", full({}, 3))));
  for (const char* link : {"http:", "https:", "src=", "href=", "url(", "@import", "fetch("})
    EXPECT_THAT(page, Not(HasSubstr(link)));
  EXPECT_THAT(page, HasSubstr("default-src 'none'"));
}

TEST(Player, WritesThePageAsAWhole) {
  const TemporaryFolder folder;
  Tape tape;
  const Var loss = square(Var("x", full({}, 3)));
  save_player(tape, folder.file("tape.html"), loss);
  std::ifstream in(folder.file("tape.html"));
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(in), {}), player_page(tape, loss));
  EXPECT_EQ(folder.files(), 1u);
  EXPECT_EQ(tape.size(), 1u);
  EXPECT_THAT(error_of([&] { save_player(tape, folder.file("absent/tape.html"), loss); }),
              HasSubstr("absent/tape.html' cannot be written (No such file or directory)"));
}

TEST(Player, RefusesAHugeTape) {
  Tape tape;
  Var y("x", full({}, 3));
  for (std::size_t i = 0; i < kMostPlayedRecords; ++i) y = y + 1;
  EXPECT_THAT(player_page(tape, y), HasSubstr("<!doctype html>"));
  const TemporaryFolder folder;
  const Var loss = y + 1;
  EXPECT_EQ(error_of([&] { save_player(tape, folder.file("tape.html"), loss); }),
            "save_player: the tape holds 2001 records, and a page plays at most 2000: record one "
            "step of a small batch or a smaller net, or look at it with print(tape).");
  EXPECT_EQ(folder.files(), 0u);
}

TEST(Player, NeedsALossWithOneElement) {
  Tape tape;
  const Var y = square(Var("x", zeros({2})));
  EXPECT_EQ(error_of([&] { player_page(tape, y); }),
            error_of([&] { tape.gradient(y, std::vector<Var>()); }));
}

}  // namespace
}  // namespace tapestry
