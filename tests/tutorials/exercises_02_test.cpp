// The answers that the page of 02_many_paths gives to its exercises.
#include <gmock/gmock.h>

#include <algorithm>

#include "engine/engine.hpp"

namespace tapestry::test {
namespace {

std::size_t calls_path_by_path(const Tape& tape, const Var& at) {
  if (!tape.holds(at)) return 1;
  std::size_t calls = 1;
  for (const Var& input : tape[tape.index_of(at)].inputs) calls += calls_path_by_path(tape, input);
  return calls;
}

TEST(Exercises02, FibonacciCountsItsPaths) {
  const Var w = Var::parameter("w", full({}, 1));
  Tape tape;
  Var before = w, f = w;
  for (int k = 3; k <= 30; ++k) {
    const Var next = f + before;
    before = f, f = next;
  }
  EXPECT_EQ(tape.size(), 28U);
  EXPECT_EQ(tape.gradient(f, {w})[0](), Scalar(832040));
  EXPECT_EQ(calls_path_by_path(tape, f), 1664079U);
}

// The walk over three doublings, by hand: each record sends its gradient twice to the one before.
TEST(Exercises02, WalksOverWhatWasLeft) {
  std::vector<int> records(3, 0);
  const auto walk = [&] {
    records[2] = 1;
    records[1] += 2 * records[2];
    records[0] += 2 * records[1];
    return 2 * records[0];
  };
  EXPECT_EQ(walk(), 8);
  EXPECT_THAT(records, testing::ElementsAre(4, 2, 1));
  EXPECT_EQ(walk(), 24);
  EXPECT_THAT(records, testing::ElementsAre(12, 4, 1));
  EXPECT_EQ(walk(), 48);
  EXPECT_THAT(records, testing::ElementsAre(24, 6, 1));
}

// The calls of the page's sort_from that are on the stack at once.
std::size_t deepest(const Tape& tape, std::size_t i, std::vector<bool>& seen) {
  if (seen[i]) return 0;
  seen[i] = true;
  std::size_t below = 0;
  for (const Var& input : tape[i].inputs)
    if (tape.holds(input)) below = std::max(below, deepest(tape, tape.index_of(input), seen));
  return below + 1;
}

TEST(Exercises02, AChainIsDeepAndATreeIsNot) {
  std::vector<Var> leaves;
  for (int i = 0; i < 1024; ++i) leaves.emplace_back("x", full({}, 1));
  const auto depth = [](const Tape& tape) {
    std::vector<bool> seen(tape.size());
    EXPECT_EQ(tape.size(), 1023U);
    return deepest(tape, tape.size() - 1, seen);
  };
  {
    Tape chain;
    Var sum = leaves[0];
    for (int i = 1; i < 1024; ++i) sum = sum + leaves[static_cast<std::size_t>(i)];
    EXPECT_EQ(depth(chain), 1023U);
  }
  Tape tree;
  std::vector<Var> level = leaves;
  while (level.size() > 1) {
    std::vector<Var> next;
    for (std::size_t i = 0; i < level.size(); i += 2) next.push_back(level[i] + level[i + 1]);
    level = next;
  }
  EXPECT_EQ(depth(tree), 10U);
}

}  // namespace
}  // namespace tapestry::test
