// The whole text, from Progress filled by hand. That lines are rewritten ten times a second at most
// is not tested: it would be a test of the clock.
#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <sstream>

#include "nn/nn.hpp"  // all of nn, so that this header is compiled somewhere
#include "tests/nn/helpers.hpp"

namespace tapestry::nn {
namespace {

std::vector<Task> tasks() { return {{"digits", {4}, 3}, {"heights", {4}, 1, squared_error()}}; }

struct Line {
  explicit Line(std::size_t terminal_width) : line("shared", tasks(), out, terminal_width) {}

  void show(std::size_t epoch, std::size_t round, double digits_loss) {
    Epoch so_far;
    so_far.tasks = {{5, digits_loss, 0.98765, {}, 2}, {5, 1.5, 0, {}, 3}};
    show(epoch, round, so_far);
  }
  void show(std::size_t epoch, std::size_t round, const Epoch& so_far) {
    line({epoch, 3, round, 30, 12.4, round == 30 ? 0 : 37.6, so_far});
  }

  std::ostringstream out;
  ProgressLine line;
};

TEST(ProgressLine, ElsewhereWritesALineAnEpoch) {
  Line line(0);
  for (std::size_t round = 1; round < 10; ++round) line.show(1, round, 9);
  EXPECT_EQ(line.out.str(), "");
  line.show(1, 10, 0.12345);
  EXPECT_EQ(line.out.str(),
            "shared  epoch 1/3, 37.6 s left: digits 98.8 % (loss 0.123), heights loss 1.500\n");
  line.out.str("");
  for (std::size_t round = 11; round <= 20; ++round) line.show(2, round, 0.25);
  EXPECT_EQ(line.out.str(),
            "shared  epoch 2/3, 37.6 s left: digits 98.8 % (loss 0.250), heights loss 1.500\n");
}

TEST(ProgressLine, AtTheEndSaysHowLongItTook) {
  Line line(0);
  line.show(3, 30, 0.25);
  EXPECT_EQ(line.out.str(),
            "shared  epoch 3/3, took 12.4 s: digits 98.8 % (loss 0.250), heights loss 1.500\n");
}

TEST(ProgressLine, OnATerminalOverwritesTheLineAndEndsItWithTheEpoch) {
  Line line(200);
  line.show(1, 1, 1234.5);  // the first call is always shown
  const std::string longer =
      "\rshared  epoch 1/3, 37.6 s left: digits 98.8 % (loss 1234.500), heights loss 1.500";
  EXPECT_EQ(line.out.str(), longer);
  line.show(1, 10, 0.25);  // an epoch's end is always shown, and covers the three digits more
  const std::string ended =
      "\rshared  epoch 1/3, 37.6 s left: digits 98.8 % (loss 0.250), heights loss 1.500   \n";
  EXPECT_EQ(line.out.str(), longer + ended);
  line.show(2, 20, 0.5);  // a new line covers nothing
  EXPECT_EQ(line.out.str(),
            longer + ended +
                "\rshared  epoch 2/3, 37.6 s left: digits 98.8 % (loss 0.500), heights loss "
                "1.500\n");
}

TEST(ProgressLine, OnANarrowTerminalIsCutToOneLessThanItsWidth) {
  const std::string whole =
      "shared  epoch 1/3, 37.6 s left: digits 98.8 % (loss 0.250), heights loss 1.500";
  for (std::size_t width : {std::size_t{1}, std::size_t{20}, whole.size(), whole.size() + 1}) {
    Line line(width);
    line.show(1, 10, 0.25);
    EXPECT_EQ(line.out.str(), "\r" + whole.substr(0, width - 1) + "\n");
  }
}

TEST(ProgressLine, DoesNotCutACharacterInTwo) {
  Epoch so_far;
  so_far.tasks = {{5, 0.25, 0.5, {}, 0}};
  for (std::size_t width : {2, 3}) {  // an umlaut has two bytes in UTF-8
    std::ostringstream out;
    ProgressLine line("\xc3\xa4\xc3\xa4", {{"digits", {4}, 3}}, out, width);
    line({1, 1, 1, 1, 1, 0, so_far});
    EXPECT_EQ(out.str(), width == 2 ? "\r\n" : "\r\xc3\xa4\n");
  }
}

// The example in the header's first lines.
TEST(ProgressLine, OfTwoClassifiersIsAsDocumented) {
  Epoch so_far;
  so_far.tasks = {{5, 0.151, 0.966, {}, 0}, {5, 0.461, 0.8, {}, 0}};
  std::ostringstream out;
  ProgressLine line("both", {{"digits", {4}, 10}, {"objects", {4}, 10}}, out, 0);
  line({3, 8, 3, 8, 3, 5, so_far});
  EXPECT_EQ(out.str(),
            "both  epoch 3/8, 5.0 s left: digits 96.6 % (loss 0.151), objects 80.0 % (loss "
            "0.461)\n");
}

TEST(ProgressLine, SaysWhichTaskWasNotDrawnYet) {
  Line line(0);
  Epoch so_far;
  so_far.tasks = {{0, 0, 0, {}, 0}, {5, 1.5, 0, {}, 0}};
  line.show(2, 20, so_far);
  EXPECT_EQ(line.out.str(),
            "shared  epoch 2/3, 37.6 s left: digits not drawn yet, heights loss 1.500\n");
}

TEST(ProgressLine, FollowsATraining) {
  MultiTaskNet net(tasks(), {4, {4}}, 1);
  Rng rng(1);
  Sgd sgd(0.01);
  std::ostringstream out;
  FitOptions options;
  options.epochs = 3;
  options.rounds_per_epoch = 7;
  options.watch = ProgressLine("net", net.tasks(), out, 0);
  fit(net,
      {[&] { return random_batch(4, {4}, 3, rng); },
       [&] { return random_regression_batch(4, {4}, 1, rng); }},
      sgd, options);
  const std::string text = out.str();
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 3);
  for (const char* start :
       {"net  epoch 1/3, ", "\nnet  epoch 2/3, ", "\nnet  epoch 3/3, took ", " s left: digits "})
    EXPECT_THAT(text, testing::HasSubstr(start));
}

// terminal_width() while standard output is the file of this descriptor.
std::size_t width_on(int descriptor) {
  std::fflush(stdout);
  const int stdout_before = dup(STDOUT_FILENO);
  dup2(descriptor, STDOUT_FILENO);
  const std::size_t width = terminal_width();
  dup2(stdout_before, STDOUT_FILENO);
  close(stdout_before);
  return width;
}

TEST(TerminalWidth, IsZeroForAFile) {
  const int null = open("/dev/null", O_WRONLY);
  ASSERT_GE(null, 0);
  EXPECT_EQ(width_on(null), 0u);
  close(null);
}

TEST(TerminalWidth, IsTheTerminalsOrEighty) {
  const int master = posix_openpt(O_RDWR | O_NOCTTY);
  if (master < 0 || grantpt(master) != 0 || unlockpt(master) != 0)
    GTEST_SKIP() << "this system gives out no pseudo-terminals";
  const int terminal = open(ptsname(master), O_RDWR | O_NOCTTY);
  ASSERT_GE(terminal, 0);
  EXPECT_EQ(width_on(terminal), 80u) << "a new terminal does not know its size";
  winsize size{};
  size.ws_row = 24;
  size.ws_col = 133;
  ASSERT_EQ(ioctl(terminal, TIOCSWINSZ, &size), 0);
  EXPECT_EQ(width_on(terminal), 133u);
  close(terminal);
  close(master);
}

}  // namespace
}  // namespace tapestry::nn
