// The lasso's and L2,1's solutions against those of a library that others wrote: scikit-learn. It
// is asked by scikit_learn.py; where there is none, the tests are skipped.
#include <gmock/gmock.h>

#include <algorithm>
#include <fstream>
#include <limits>
#include <string>
#include <vector>

#include "engine/array/random.hpp"
#include "nn/convex/fista.hpp"
#include "nn/convex/linear_tasks.hpp"
#include "nn/omega/l21.hpp"
#include "nn/omega/lasso.hpp"
#include "tests/convex/random_tasks.hpp"
#include "tests/places.hpp"
#include "tests/process.hpp"
#include "tests/temporary_folder.hpp"

namespace tapestry::nn {
namespace {

// scikit-learn's MultiTaskLasso has the same inputs for all tasks.
struct SharedProblem {
  Tensor x, y;  // [rows x features], [rows x tasks]
  double alpha;

  std::size_t rows() const { return x.shape()[0]; }
  std::size_t features() const { return x.shape()[1]; }
  std::size_t tasks() const { return y.shape()[1]; }
  // Ours is || Y - X W^T ||^2 + strength Omega, theirs 1 / (2 n) || Y - X W^T ||^2 + alpha Omega.
  double strength() const { return 2 * static_cast<double>(rows()) * alpha; }

  std::vector<Batch> batches() const {
    std::vector<Batch> all(tasks());
    for (std::size_t t = 0; t < tasks(); ++t) {
      all[t].inputs = x;
      all[t].targets = zeros({rows(), 1});
      for (std::size_t i = 0; i < rows(); ++i) all[t].targets(i, 0) = y(i, t);
    }
    return all;
  }
};

// 20 problems with more rows than features and with fewer, whose features are correlated, from
// weak penalties, which leave most weights, to strong ones.
std::vector<SharedProblem> shared_problems() {
  std::vector<SharedProblem> problems;
  const double alphas[] = {0.01, 0.05, 0.2, 0.6};
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    Rng rng(seed);
    const std::size_t rows = seed % 3 == 0 ? 9 : 30, features = 6 + seed % 7, tasks = 2 + seed % 4;
    Tensor x = random_normal({rows, features}, rng);
    for (std::size_t i = 0; i < rows; ++i)
      for (std::size_t j = 1; j < features; ++j) x(i, j) += 0.5 * x(i, j - 1);
    const Tensor w = random_normal({tasks, features}, rng);
    Tensor y = random_normal({rows, tasks}, rng, 0, 0.5);
    for (std::size_t i = 0; i < rows; ++i)
      for (std::size_t t = 0; t < tasks; ++t)
        for (std::size_t j = 0; j < features; j += 3) y(i, t) += x(i, j) * (1 + w(t, j));
    problems.push_back({x, y, alphas[seed % 4]});
  }
  return problems;
}

void write(const std::vector<SharedProblem>& problems, const std::string& path) {
  std::ofstream out(path);
  out.precision(std::numeric_limits<double>::max_digits10);
  out << problems.size() << '\n';
  for (const SharedProblem& p : problems) {
    out << p.rows() << ' ' << p.features() << ' ' << p.tasks() << ' ' << p.alpha << '\n';
    for (const double value : p.x) out << value << ' ';
    for (const double value : p.y) out << value << ' ';
    out << '\n';
  }
}

// Each problem's weights [tasks x features], or none where no scikit-learn is installed: neither in
// the python3 of PATH nor in the system's, where its package is. Throws where it fails.
std::vector<Tensor> by_scikit_learn(const std::string& model,
                                    const std::vector<SharedProblem>& problems) {
  constexpr int kNoProgram = 127, kNoPackage = 77;
  const TemporaryFolder folder;
  write(problems, folder.file("in"));
  const std::string script = std::string(test::kSourceFolder) + "/tests/convex/scikit_learn.py";
  int code = kNoProgram;
  for (const char* python : {"python3", "/usr/bin/python3"})
    if (code == kNoProgram || code == kNoPackage)
      code = Process({"/usr/bin/env", python, script, model, folder.file("in"), folder.file("out")})
                 .wait();
  if (code == kNoProgram || code == kNoPackage) return {};
  if (code != 0) base::fail("scikit_learn.py ended with code ", code, ".");
  std::ifstream in(folder.file("out"));
  std::vector<Tensor> solutions;
  for (const SharedProblem& p : problems) {
    solutions.push_back(zeros({p.tasks(), p.features()}));
    for (double& weight : solutions.back()) in >> weight;
  }
  if (!in) base::fail("scikit_learn.py wrote too few weights.");
  return solutions;
}

template <class Penalty>
void expect_the_same_weights(const std::vector<SharedProblem>& problems,
                             const std::vector<Tensor>& expected) {
  FistaOptions options;
  options.tolerance = 1e-10;
  std::ptrdiff_t none = 0, some = 0;
  for (std::size_t k = 0; k < problems.size(); ++k) {
    const LinearTasks loss(problems[k].batches());
    const Tensor w = minimise(loss, Penalty(problems[k].strength()), options).weights;
    ASSERT_EQ(w.shape(), expected[k].shape());
    EXPECT_LE(largest_difference(w, expected[k]), 1e-6) << "problem " << k;
    const auto zeros = std::count(expected[k].begin(), expected[k].end(), 0.0);
    none += zeros;
    some += static_cast<std::ptrdiff_t>(w.size()) - zeros;
  }
  EXPECT_GT(none, 100);  // or the penalty did nothing
  EXPECT_GT(some, 100);  // or there is little to compare
}

TEST(ScikitLearn, HasTheSameLasso) {
  const std::vector<SharedProblem> problems = shared_problems();
  const std::vector<Tensor> expected = by_scikit_learn("Lasso", problems);
  if (expected.empty()) GTEST_SKIP() << "there is no python3 with scikit-learn here";
  expect_the_same_weights<Lasso>(problems, expected);
}

TEST(ScikitLearn, HasTheSameL21) {
  const std::vector<SharedProblem> problems = shared_problems();
  const std::vector<Tensor> expected = by_scikit_learn("MultiTaskLasso", problems);
  if (expected.empty()) GTEST_SKIP() << "there is no python3 with scikit-learn here";
  expect_the_same_weights<L21>(problems, expected);
}

}  // namespace
}  // namespace tapestry::nn
