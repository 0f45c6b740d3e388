// The two data sets of chapter 8, as training and scoring need them.
#pragma once

#include <string>
#include <vector>

#include "datasets/datasets.hpp"
#include "nn/nn.hpp"
#include "tutorials/support/two_tasks.hpp"

namespace tapestry {

struct Set {
  nn::Task task;
  datasets::ImageSet train, validation, test;
  datasets::Scaling scaling;

  nn::BatchSource batches() const { return datasets::Batches(train, 64, /*seed=*/1, scaling); }
  nn::Pass pass(const datasets::ImageSet& images) const {
    return [&, this](const auto& visit) { for_each_batch(images, 500, visit, scaling); };
  }
};

inline Set make_set(const std::string& name, const datasets::TrainTest& sets) {
  const datasets::Split split =
      datasets::split_by_fractions(sets.train.size(), 0.05, 0, /*seed=*/1);
  return {{name, {sets.train.features()}, sets.train.classes()},
          select(sets.train, split.train),
          select(sets.train, split.validation),
          sets.test,
          datasets::centred(sets.train)};
}

// Digits, and objects: real ones from this folder, or generated where it is empty.
inline std::vector<Set> two_sets(const std::string& folder, bool quick) {
  const StandInCounts counts = quick ? StandInCounts{1600, 600} : StandInCounts{};
  TwoTasks sets = load_two_tasks(folder, /*seed=*/1, counts);
  if (quick)
    for (datasets::TrainTest* set : {&sets.digits, &sets.objects})
      *set = {first_images(set->train, counts.train), first_images(set->test, counts.test)};
  return {make_set("digits", sets.digits), make_set("objects", sets.objects)};
}

// Chapter 8's first half: each mistake of the article's listing in miniature, and its mend. The net
// is one that was trained right, on these two sets.
void nine_mistakes(const std::vector<Set>& sets, const nn::MultiTaskNet& net);

}  // namespace tapestry
