// Every Omega that can run: in the rows of a step's tasks its gradient is the whole Omega's, and
// stays so while weights move.
#include <gmock/gmock.h>

#include "engine/array/random.hpp"
#include "engine/core/tape.hpp"
#include "tests/omega/omega_cases.hpp"
#include "tests/temporary_folder.hpp"

namespace tapestry::nn {
namespace {

struct Rows {
  Var all;  // [tasks x parameters]
  Tensor of(const std::vector<std::size_t>& tasks) const {
    const std::size_t width = all.shape()[1];
    Tensor rows = uninitialised({tasks.size(), width});
    for (std::size_t k = 0; k < tasks.size(); ++k)
      std::copy_n(all.value().data() + tasks[k] * width, width, rows.data() + k * width);
    return rows;
  }
};

void expect_same_gradient(const Omega& omega, const RunningOmega& running, const Rows& w,
                          const std::vector<std::size_t>& tasks) {
  Tensor whole, some;
  {
    const Tape tape;
    whole = tape.gradient(omega.of(w.all), {w.all})[0];
  }
  {
    const Var rows(w.of(tasks));
    const Tape tape;
    some = tape.gradient(running.of(rows, tasks), {rows})[0];
  }
  for (std::size_t k = 0; k < tasks.size(); ++k)
    for (std::size_t j = 0; j < whole.shape()[1]; ++j)
      EXPECT_NEAR(double{some(k, j)}, double{whole(tasks[k], j)},
                  1e-12 * (1 + std::abs(double{whole(tasks[k], j)})));
}

class EveryRunning : public testing::TestWithParam<OmegaCase> {};

std::vector<OmegaCase> that_run() {
  std::vector<OmegaCase> rows;
  for (const OmegaCase& row : omega_cases())
    if (row.omega->running(zeros(row.shape))) rows.push_back(row);
  return rows;
}

INSTANTIATE_TEST_SUITE_P(Table, EveryRunning, testing::ValuesIn(that_run()),
                         [](const auto& row) { return row.param.test_name; });

TEST(Running, WhoRunsIsKnown) {
  std::vector<std::string> names;
  for (const OmegaCase& row : that_run()) names.push_back(row.test_name);
  EXPECT_THAT(names, testing::UnorderedElementsAre("MeanRegularised", "Ridge", "GraphLaplacian",
                                                   "RepeatedEdges", "Chain"));
}

TEST_P(EveryRunning, HasTheGradientOfTheWhole) {
  const Omega& omega = *GetParam().omega;
  Rng rng(3);
  Rows w{Var(random_normal(GetParam().shape, rng))};
  const auto running = omega.running(w.all.value());
  const std::size_t all = GetParam().shape[0], width = GetParam().shape[1];
  for (int step = 0; step < 200; ++step) {
    std::vector<std::size_t> tasks;
    for (std::size_t t = 0; t < all; ++t)
      if (rng() % 2 == 0) tasks.push_back(t);
    if (tasks.empty()) continue;
    expect_same_gradient(omega, *running, w, tasks);
    const Tensor before = w.of(tasks);
    for (const std::size_t t : tasks)
      for (std::size_t j = 0; j < width; ++j)
        w.all.mutable_value()[t * width + j] += static_cast<Scalar>(uniform_draw(rng) - 0.5);
    running->moved(tasks, before, w.of(tasks));
  }
  const TemporaryFolder folder;
  Archive out;
  out("running", *running);
  out.write(folder.file("state"));
  const auto again = omega.running(zeros(GetParam().shape));
  Archive in(folder.file("state"));
  in("running", *again);
  expect_same_gradient(omega, *again, w, {0});
}

}  // namespace
}  // namespace tapestry::nn
