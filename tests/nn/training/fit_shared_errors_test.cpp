// What fit refuses of shared batches: whole texts, and no parameter changed.
#include "engine/array/random.hpp"
#include "nn/training/fit.hpp"
#include "tests/nn/helpers.hpp"
#include "tests/nn/training/one_input_model.hpp"

namespace tapestry::nn {
namespace {

TEST(FitShared, BatchesThatDoNotFitAreErrors) {
  std::vector<Task> tasks = regressions(1);
  tasks.push_back({"c", {3}, 2});
  FitOptions options;
  options.steps = joint();
  const auto error = [&](const auto& change) {
    OneInputModel model(tasks);
    const auto before = values(model.parameters());
    Rng rng(1);
    SharedBatch batch = shared_batch({{0, 2}, {1, 3, 4}}, rng);
    batch.tasks[1] = {{1, 3, 4}, {0, 1, 0}, {}};
    change(batch);
    Sgd sgd(0.1);
    const SharedSource source = [&] { return batch; };
    const std::string what = error_of([&] { fit(model, source, sgd, options); });
    EXPECT_EQ(values(model.parameters()) == before, what != "no error");
    return what;
  };
  EXPECT_EQ(error([](SharedBatch&) {}), "no error");
  EXPECT_EQ(error([](SharedBatch& b) { b.tasks.pop_back(); }),
            "fit: a shared batch has answers to 1 tasks, but the model has 2: give one Answers a "
            "task, without rows where there are none.");
  EXPECT_EQ(error([](SharedBatch& b) { b.tasks[1].rows[2] = 6; }),
            "fit: task 'c' has an answer to row 6 of a shared batch of 6 rows, which are numbered "
            "from 0: look at the source of the batches.");
  for (std::size_t second : {1u, 0u})
    EXPECT_EQ(
        error([&](SharedBatch& b) { b.tasks[1].rows[1] = second; }),
        base::text("fit: task 'c' has answers to row 1 and then row ", second,
                   " of a shared batch, but rows must ascend: give each row's answer once, in the "
                   "rows' order."));
  EXPECT_EQ(error([](SharedBatch& b) { b.tasks[1].labels.pop_back(); }),
            "fit: task 'c' has answers to 3 rows of a shared batch and 2 labels: give one label a "
            "row.");
  EXPECT_EQ(error([](SharedBatch& b) { b.tasks[1].rows.clear(); }),
            "fit: task 'c' has answers to 0 rows of a shared batch and 3 labels: give one label a "
            "row.");
  EXPECT_EQ(error([](SharedBatch& b) { b.tasks[0].rows.clear(); }),
            "fit: task 't0' has targets [2 x 2] in a shared batch, but no rows that they are of: "
            "list the rows that have an answer in Answers::rows.");
  EXPECT_EQ(error([](SharedBatch& b) {
              b.tasks[0].targets = zeros({2, 3});
            }),
            "fit: task 't0' has answers to 2 rows of a shared batch, and targets [2 x 3], which "
            "must be [2 x 2]: give one row of targets a row.");
  EXPECT_EQ(error([](SharedBatch& b) { b.tasks[0].targets = Tensor(); }),
            "task 't0': a batch has no targets, which must be [2 x 2], a row an example and a "
            "column an output of the task: set batch.targets.");
  EXPECT_EQ(error([](SharedBatch& b) { b.tasks[1].labels[0] = 2; }),
            "task 'c': label 2 of row 0 is none of its 2 classes, which are numbered from 0: look "
            "at the data, or give the task more outputs.");
  OneInputModel model(tasks);
  Sgd sgd(0.1);
  EXPECT_EQ(error_of([&] { fit(model, SharedSource(), sgd, {}); }),
            "fit: the source is an empty function: give one that returns the next shared batch.");
}

}  // namespace
}  // namespace tapestry::nn
