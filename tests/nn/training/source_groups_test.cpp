// Some tasks share their inputs, and others have their own: one pass for each group of a step.
#include <gmock/gmock.h>

#include "nn/training/fit.hpp"
#include "tests/nn/helpers.hpp"
#include "tests/nn/training/one_input_model.hpp"
#include "tests/nn/training/orders.hpp"

namespace tapestry::nn {
namespace {

// Tasks 0 and 2 read the same rows, of which task 2 has answers to some; task 1 reads its own.
struct Grouped {
  OneInputModel model{regressions(3)};
  Sgd sgd{0.05};
  FitOptions options;
  std::size_t fetched = 0;
  SharedBatch both;
  Batch own;

  Grouped() {
    Rng rng(1);
    both = shared_batch({{0, 1, 2, 3, 4, 5}, {1, 3}}, rng);
    own = {random_normal({4, 3}, rng), {}, random_normal({4, 2}, rng)};
    options.rounds_per_epoch = 5;
  }
  std::vector<SourceGroup> groups() {
    const SharedSource shared = [this] {
      ++fetched;
      return both;
    };
    return {{{0, 2}, shared}, one_task(1, [this] { return own; })};
  }
  // The same examples, with a pass a task.
  std::vector<BatchSource> sources() {
    const BatchSource first = [this] { return Batch{both.inputs, {}, both.tasks[0].targets}; };
    const BatchSource third = [this] {
      Tensor rows = uninitialised({2, 3});
      for (std::size_t j = 0; j < 3; ++j)
        rows(0, j) = both.inputs(1, j), rows(1, j) = both.inputs(3, j);
      return Batch{rows, {}, both.tasks[1].targets};
    };
    return {first, [this] { return own; }, third};
  }
};

TEST(SourceGroups, TrainAsTasksWithBatchesOfTheirOwnDo) {
  for (const Order order : {Order::joint, Order::alternating}) {
    Grouped grouped, apart;
    grouped.options.steps = apart.options.steps = steps_of(order);
    const History a = fit(grouped.model, grouped.groups(), grouped.sgd, grouped.options);
    const History b = fit(apart.model, apart.sources(), apart.sgd, apart.options);
    const auto left = values(grouped.model.parameters()), right = values(apart.model.parameters());
    for (std::size_t p = 0; p < left.size(); ++p)
      EXPECT_THAT(left[p], testing::Pointwise(testing::FloatNear(1e-5f), right[p]));
    for (std::size_t t = 0; t < 3; ++t) {
      EXPECT_EQ(a[0].tasks[t].batches, 5u);
      EXPECT_NEAR(a[0].tasks[t].loss, b[0].tasks[t].loss, 1e-5 * b[0].tasks[t].loss);
    }
    EXPECT_EQ(grouped.fetched, 5u) << "one shared batch a round, whatever its steps";
    EXPECT_EQ(grouped.model.counts->forwards, order == Order::joint ? 2 * 5u : 3 * 5u);
    EXPECT_EQ(apart.model.counts->forwards, 3 * 5u);
  }
}

// Steps that are told, in a round whose first step is empty.
class ToldSteps : public Selector {
 public:
  explicit ToldSteps(std::vector<TaskNumbers> steps) : steps_(std::move(steps)) {}
  std::string name() const override { return "told"; }
  std::vector<TaskNumbers> next_round(std::size_t, Rng&) override { return steps_; }

 private:
  std::vector<TaskNumbers> steps_;
};

TEST(SourceGroups, AnEmptyStepComesBeforeOthers) {
  Grouped s;
  s.options.steps = Steps(std::make_shared<ToldSteps>(std::vector<TaskNumbers>{{}, {1}, {0}, {2}}));
  const History history = fit(s.model, s.groups(), s.sgd, s.options);
  EXPECT_EQ(s.fetched, 5u);
  for (const TaskEpoch& task : history[0].tasks) EXPECT_EQ(task.batches, 5u);
}

TEST(SourceGroups, Errors) {
  const auto error = [](const auto& change) {
    Grouped s;
    std::vector<SourceGroup> groups = s.groups();
    change(groups, s.options);
    return error_of([&] { fit(s.model, groups, s.sgd, s.options); });
  };
  using List = std::vector<SourceGroup>;
  EXPECT_EQ(error([](List& g, FitOptions&) { g.pop_back(); }),
            "fit: task 't1' is in 0 sources: each task must be in one.");
  EXPECT_EQ(error([](List& g, FitOptions&) { g.push_back(g[1]); }),
            "fit: task 't1' is in 2 sources: each task must be in one.");
  EXPECT_EQ(error([](List& g, FitOptions&) {
              g[0].tasks = {2, 0};
            }),
            "fit: a source is of task 0 after task 2, but must name tasks 0 to 2, ascending, each "
            "once.");
  EXPECT_EQ(error([](List& g, FitOptions&) { g[0].tasks = {}; }),
            "fit: a source is of no tasks: name those whose answers its batches have.");
  EXPECT_EQ(error([](List& g, FitOptions&) { g[1] = one_task(1, BatchSource()); }),
            "fit: the source is an empty function: give one that returns the next shared batch.");
  EXPECT_EQ(error([](List& g, FitOptions&) {
              g = {{{0}, g[0].source}, {{1, 2}, g[1].source}};
            }),
            "fit: a shared batch has answers to 2 tasks, but its source is of 1: give one Answers "
            "a task, without rows where there are none.");
  for (const TaskNumbers& step : {TaskNumbers{1, 0}, TaskNumbers{0, 0}, TaskNumbers{3}})
    EXPECT_EQ(error([&](List&, FitOptions& options) {
                options.steps = Steps(std::make_shared<ToldSteps>(std::vector<TaskNumbers>{step}));
              }),
              base::text("fit: the selector 'told' gave a step on task ", step.back(),
                         step.size() > 1 ? base::text(" after task ", step[0]) : std::string(),
                         " in round 1, but must name tasks 0 to 2, ascending, each once."));
}

}  // namespace
}  // namespace tapestry::nn
