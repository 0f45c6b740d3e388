// The whole text, from Progress filled by hand. That lines are rewritten ten times a second at most
// is not tested: it would be a test of the clock.
#include "nn/progress_line.hpp"

#include <sstream>

#include "tests/nn/helpers.hpp"

namespace tapestry::nn {
namespace {

std::vector<Task> tasks() { return {{"digits", {4}, 3}, {"heights", {4}, 1, squared_error()}}; }

struct Line {
  explicit Line(bool terminal) : line("shared", tasks(), out, terminal) {}

  void show(std::size_t epoch, std::size_t round, double digits_loss) {
    Epoch so_far;
    so_far.tasks = {{5, digits_loss, 0.98765, {}}, {5, 1.5, 0, {}}};
    show(epoch, round, so_far);
  }
  void show(std::size_t epoch, std::size_t round, const Epoch& so_far) {
    line({epoch, 3, round, 30, 12.4, 37.6, so_far});
  }

  std::ostringstream out;
  ProgressLine line;
};

TEST(ProgressLine, ElsewhereWritesALineAnEpoch) {
  Line line(false);
  for (std::size_t round = 1; round < 10; ++round) line.show(1, round, 9);
  EXPECT_EQ(line.out.str(), "");
  line.show(1, 10, 0.12345);
  EXPECT_EQ(
      line.out.str(),
      "shared  epoch 1/3  digits loss 0.123 accuracy 98.8 %  heights loss 1.500  12.4 s, 37.6 s "
      "left\n");
  line.out.str("");
  for (std::size_t round = 11; round <= 20; ++round) line.show(2, round, 0.25);
  EXPECT_EQ(
      line.out.str(),
      "shared  epoch 2/3  digits loss 0.250 accuracy 98.8 %  heights loss 1.500  12.4 s, 37.6 s "
      "left\n");
}

TEST(ProgressLine, OnATerminalOverwritesTheLineAndEndsItWithTheEpoch) {
  Line line(true);
  line.show(1, 1, 1234.5);  // the first call is always shown
  const std::string longer =
      "\rshared  epoch 1/3  digits loss 1234.500 accuracy 98.8 %  heights loss 1.500  12.4 s, 37.6 "
      "s "
      "left";
  EXPECT_EQ(line.out.str(), longer);
  line.show(1, 10, 0.25);  // an epoch's end is always shown, and covers the three digits more
  const std::string ended =
      "\rshared  epoch 1/3  digits loss 0.250 accuracy 98.8 %  heights loss 1.500  12.4 s, 37.6 s "
      "left"
      "   \n";
  EXPECT_EQ(line.out.str(), longer + ended);
  line.show(2, 20, 0.5);  // a new line covers nothing
  EXPECT_EQ(
      line.out.str(),
      longer + ended +
          "\rshared  epoch 2/3  digits loss 0.500 accuracy 98.8 %  heights loss 1.500  12.4 s, "
          "37.6 s left\n");
}

TEST(ProgressLine, SaysWhichTaskWasNotDrawnYet) {
  Line line(false);
  Epoch so_far;
  so_far.tasks = {{0, 0, 0, {}}, {5, 1.5, 0, {}}};
  line.show(3, 30, so_far);
  EXPECT_EQ(line.out.str(),
            "shared  epoch 3/3  digits not drawn yet  heights loss 1.500  12.4 s, 37.6 s left\n");
}

TEST(ProgressLine, FollowsATraining) {
  MultiTaskNet net(tasks(), {4, {4}}, 1);
  Rng rng(1);
  Sgd sgd(0.01);
  std::ostringstream out;
  FitOptions options;
  options.epochs = 3;
  options.rounds_per_epoch = 7;
  options.watch = ProgressLine("net", net.tasks(), out, false);
  fit(net,
      {[&] { return random_batch(4, {4}, 3, rng); },
       [&] { return random_regression_batch(4, {4}, 1, rng); }},
      sgd, options);
  const std::string text = out.str();
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 3);
  for (const char* start : {"net  epoch 1/3  digits loss ", "\nnet  epoch 2/3  digits loss ",
                            "\nnet  epoch 3/3  digits loss "})
    EXPECT_THAT(text, testing::HasSubstr(start));
}

}  // namespace
}  // namespace tapestry::nn
