// Random graphs of 20 ops, computed and differentiated by the engine and by libtorch: an engine
// that we did not write. Built only where libtorch is found.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <iostream>
#include <map>

#include "engine/array/random.hpp"
#include "tests/torch/op_pairs.hpp"

namespace tapestry {
namespace {

constexpr std::size_t kGraphs = 500, kOps = 20, kLeaves = 3;
constexpr double kMost = 20;  // larger values are drawn anew, lest exp of exp overflows

// The largest difference of two elements, relative to the largest element or to `least`.
double difference(const Tensor& ours, const torch::Tensor& theirs, double least) {
  const torch::Tensor flat = theirs.detach().contiguous();
  if (static_cast<std::size_t>(flat.numel()) != ours.size()) return 1;
  double largest = least, worst = 0;
  for (std::size_t i = 0; i < ours.size(); ++i) {
    const double a = ours.data()[i], b = flat.data_ptr<double>()[i];
    if (!std::isfinite(a) || !std::isfinite(b)) return 1;
    largest = std::max({largest, std::abs(a), std::abs(b)});
    worst = std::max(worst, std::abs(a - b));
  }
  return worst / largest;
}

struct Pair {
  Var ours;
  torch::Tensor theirs;
};

struct Outcome {
  double values = 0, gradients = 0;
  std::string ops;
};

Outcome compare_one(std::uint64_t seed, std::map<std::string, std::size_t>& used) {
  Rng rng(seed);
  Tape tape;
  std::vector<Pair> pool;
  for (std::size_t i = 0; i < kLeaves; ++i) {
    const Tensor x = random_uniform(kShape, rng, -1.5, 1.5);
    pool.push_back({Var("x", x), to_torch(x).requires_grad_(true)});
  }
  Outcome outcome;
  while (pool.size() < kLeaves + kOps) {
    const OpPair& op = op_pairs()[rng() % op_pairs().size()];
    // One input is among the newest, so that graphs become deep.
    std::vector<Var> ours;
    std::vector<torch::Tensor> theirs;
    for (std::size_t i = 0; i < op.inputs; ++i) {
      const std::size_t reach = i == 0 ? std::min<std::size_t>(4, pool.size()) : pool.size();
      const Pair& pick = pool[pool.size() - 1 - rng() % reach];
      ours.push_back(pick.ours);
      theirs.push_back(pick.theirs);
    }
    Pair made{op.ours(ours), op.theirs(theirs)};
    const Tensor& value = made.ours.value();
    if (std::any_of(value.storage().begin(), value.storage().end(),
                    [](double v) { return std::abs(v) > kMost; }))
      made = {tanh(made.ours), made.theirs.tanh()};
    // The leaves are about 1: a value that is 0 by cancellation is exact to that only.
    outcome.values = std::max(outcome.values, difference(made.ours.value(), made.theirs, 1));
    outcome.ops += op.name + " ";
    ++used[op.name];
    pool.push_back(made);
  }
  // A random linear function of everything: no op is out of its reach.
  Var loss = 0;
  torch::Tensor torch_loss = torch::zeros({}, torch::kFloat64);
  for (const Pair& pair : pool) {
    const Tensor u = random_uniform(kShape, rng, -1, 1);
    loss = loss + sum(pair.ours * Var::constant(u));
    torch_loss = torch_loss + (pair.theirs * to_torch(u)).sum();
  }
  torch_loss.backward();
  std::vector<Var> leaves;
  for (std::size_t i = 0; i < kLeaves; ++i) leaves.push_back(pool[i].ours);
  const std::vector<Tensor> gradients = tape.gradient(loss, leaves);
  for (std::size_t i = 0; i < kLeaves; ++i)
    outcome.gradients =
        std::max(outcome.gradients, difference(gradients[i], pool[i].theirs.grad(), 1e-12));
  return outcome;
}

TEST(RandomGraphs, AgreeWithLibtorchInValuesAndGradients) {
  torch::set_num_threads(1);
  std::map<std::string, std::size_t> used;
  double values = 0, gradients = 0;
  for (std::uint64_t seed = 1; seed <= kGraphs; ++seed) {
    const Outcome outcome = compare_one(seed, used);
    EXPECT_LE(outcome.values, 1e-9) << "graph " << seed << ": " << outcome.ops;
    EXPECT_LE(outcome.gradients, 1e-9) << "graph " << seed << ": " << outcome.ops;
    values = std::max(values, outcome.values);
    gradients = std::max(gradients, outcome.gradients);
  }
  for (const OpPair& op : op_pairs())
    EXPECT_GT(used[op.name], 20u) << op.name << " was hardly used";
  std::cout << kGraphs << " graphs of " << kOps << " ops out of " << op_pairs().size()
            << ": largest relative difference " << values << " of a value, " << gradients
            << " of a gradient\n";
}

// The comparison must notice a pullback that is a little wrong.
TEST(RandomGraphs, NoticeAGradientThatIsOffByAMillionth) {
  std::map<std::string, std::size_t> used;
  interceptor() = [](const PullbackCall& call) {
    const Var right = call.pullback(call.g, call.y);
    return call.op == std::string("tanh") ? Scalar(1 + 1e-6) * right : right;
  };
  std::size_t with_tanh = 0, noticed = 0;
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    const Outcome outcome = compare_one(seed, used);
    if (outcome.ops.find("tanh") == std::string::npos) continue;
    ++with_tanh;
    noticed += outcome.gradients > 1e-9;
  }
  interceptor() = nullptr;
  EXPECT_GE(with_tanh, 5u);
  EXPECT_EQ(noticed, with_tanh);
}

}  // namespace
}  // namespace tapestry
