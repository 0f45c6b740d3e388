#include "tests/balancing/two_tasks.hpp"

#include <gmock/gmock.h>

#include <memory>
#include <vector>

#include "engine/array/random.hpp"
#include "nn/training/trainer.hpp"
#include "tests/nn/helpers.hpp"
#include "tests/nn/training/one_input_model.hpp"
#include "tests/temporary_folder.hpp"

namespace tapestry::nn {

void expect_both_tasks_learn(std::shared_ptr<Balancer> balancer) {
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
  FitOptions how;
  how.steps = joint({.balancer = std::move(balancer)});
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

namespace {

struct ResumedRun {
  OneInputModel model{regressions(3)};
  Adam adam{0.05};
  FitOptions how;
  std::unique_ptr<Trainer> trainer;

  explicit ResumedRun(std::shared_ptr<Balancer> balancer) {
    how.steps = joint({.balancer = std::move(balancer)});
    how.epochs = 3;
    how.rounds_per_epoch = 4;
    const SharedSource source = drawn_from(Rng(5), [](Rng& rng) {
      const std::vector<std::size_t> all = {0, 1, 2, 3, 4, 5};
      return shared_batch({all, all, all}, rng);
    });
    trainer = std::make_unique<Trainer>(model, source, adam, how);
  }
};

}  // namespace

void expect_goes_on_the_same(const std::function<std::shared_ptr<Balancer>()>& make) {
  ResumedRun whole(make()), first(make()), second(make());
  while (!whole.trainer->done()) whole.trainer->round();
  for (int round = 0; round < 6; ++round) first.trainer->round();
  const TemporaryFolder folder;
  {
    Archive archive;
    first.trainer->serialise(archive);
    archive.write(folder.file("state"));
  }
  {
    Archive archive(folder.file("state"));
    second.trainer->serialise(archive);
    archive.check_all_was_read();
  }
  while (!second.trainer->done()) second.trainer->round();
  EXPECT_EQ(values(second.model.parameters()), values(whole.model.parameters()));
  EXPECT_NE(values(first.model.parameters()), values(whole.model.parameters()));
  EXPECT_EQ(values(second.how.steps.balancer().parameters()),
            values(whole.how.steps.balancer().parameters()));
  const History &a = whole.trainer->history(), &b = second.trainer->history();
  ASSERT_EQ(b.size(), 3u);
  for (std::size_t e = 0; e < 3; ++e)
    for (std::size_t t = 0; t < 3; ++t) {
      EXPECT_EQ(b[e].tasks[t].loss, a[e].tasks[t].loss);
      EXPECT_EQ(b[e].tasks[t].batches, 4u);
    }
}

}  // namespace tapestry::nn
