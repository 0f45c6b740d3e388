#include "tests/balancing/two_tasks.hpp"

#include <gmock/gmock.h>

#include <vector>

#include "engine/array/random.hpp"
#include "tests/nn/training/one_input_model.hpp"

namespace tapestry::nn {

void expect_both_tasks_learn(FitOptions how) {
  OneInputModel model(regressions(2));
  Rng rng(7);
  const Tensor x = random_normal({40, 3}, rng), common = random_normal({3, 2}, rng);
  SharedBatch batch{x, {}};
  for (const Scalar unit : {Scalar(1), Scalar(4)}) {
    const Tensor own = random_normal({3, 2}, rng, 0, 0.5);
    Answers answers;
    answers.targets = random_normal({40, 2}, rng, 0, 0.2);
    for (std::size_t i = 0; i < 40; ++i) {
      answers.rows.push_back(i);
      for (std::size_t o = 0; o < 2; ++o) {
        for (std::size_t j = 0; j < 3; ++j)
          answers.targets(i, o) += x(i, j) * (common(j, o) + own(j, o));
        answers.targets(i, o) *= unit;
      }
    }
    batch.tasks.push_back(answers);
  }
  how.order = Order::joint;
  how.epochs = 10;
  how.rounds_per_epoch = 40;
  std::vector<double> first;  // of the first round
  how.watch = [&](const Progress& progress) {
    if (progress.round > 1) return;
    for (const TaskEpoch& task : progress.so_far.tasks) first.push_back(task.loss);
  };
  Adam adam(0.02);
  const SharedSource source = [&] { return batch; };
  const History history = fit(model, source, adam, how);
  for (std::size_t t = 0; t < 2; ++t)
    EXPECT_LT(history.back().tasks[t].loss, first[t] / 4) << "task " << t;
}

}  // namespace tapestry::nn
