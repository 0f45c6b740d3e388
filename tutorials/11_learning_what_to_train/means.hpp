// What came of a way to choose the tasks, in the mean over the seeds.
#pragma once

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include "tutorials/11_learning_what_to_train/study.hpp"

namespace tapestry {

struct Way {
  std::string name;
  std::size_t rounds;
  Steps steps;
};

struct Means {
  std::string name;
  std::size_t rounds = 0;
  double accuracy = 0;
  std::vector<double> chosen = std::vector<double>(kTasks);
  double useful_first = 0;   // the part of the seeds
  double measured = 0;       // what was asked after each training
  nn::History history = {};  // of the first seed
};

// [first]
// Whether each of the useful tasks 1, 2, 3 has more than every other helper.
inline bool useful_come_first(const std::vector<double>& of) {
  return *std::min_element(of.begin() + 1, of.begin() + 4) >
         *std::max_element(of.begin() + 4, of.end());
}
// [first]

// `measure` is asked after each training, for a number of its own.
inline Means over(const std::vector<Data>& seeds, const Way& way,
                  const std::function<double()>& measure = {}) {
  Means means{way.name, way.rounds};
  const double part = 1 / static_cast<double>(seeds.size());
  for (const Data& data : seeds) {
    const Run run = train(data, way.rounds, way.steps);
    if (means.history.empty()) means.history = run.history;
    means.accuracy += part * run.accuracy;
    means.useful_first += useful_come_first(run.chosen) ? part : 0;
    if (measure) means.measured += part * measure();
    for (std::size_t t = 0; t < kTasks; ++t) means.chosen[t] += part * run.chosen[t];
  }
  return means;
}

inline std::vector<Means> over(const std::vector<Data>& seeds, const std::vector<Way>& ways) {
  std::vector<Means> all;
  for (const Way& way : ways) all.push_back(over(seeds, way));
  return all;
}

// Adds the scores of a training's last round, as its part of the mean over so many seeds.
inline void add_scores(std::vector<double>& sum, const Run& run, std::size_t seeds) {
  for (std::size_t t = 0; t < kTasks; ++t)
    sum[t] += run.history.back().tasks[t].score.value() / static_cast<double>(seeds);
}

// The mean over the tasks of one kind.
inline double of_kind(const std::vector<double>& of, datasets::HelperKind kind) {
  static const Data any(1);  // the kinds are the same for all seeds
  double sum = 0, count = 0;
  for (std::size_t t = 0; t < kTasks; ++t)
    if (any.tasks.kind(t) == kind) sum += of[t], ++count;
  return sum / count;
}

}  // namespace tapestry
