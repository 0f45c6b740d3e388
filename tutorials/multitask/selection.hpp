// --select: which tasks a step of the multitask program has, as a text.
//
//   SCORES or SCORER, and then, each after a colon, what else:
//
//   1,-1              P(T) with these scores s1,s2, over every subset
//   0,0:k=1           exactly one task a step; at-most=K and at-least=1 likewise
//   0,0:budget=3:costs=1,2    tasks whose costs, whole numbers, are within the budget
//   loss, progress, uncertainty, size, learned     scores that training gives (nn/scoring), as in
//                     learned:k=1
//   1,-1:reweight     each loss divided by P(t in T)
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "nn/sharing/multi_task_net.hpp"
#include "nn/training/fit_options.hpp"

struct Selection {
  std::vector<double> scores = {0, 0};
  std::string scorer;                                            // empty: the scores
  std::shared_ptr<const tapestry::nn::SubsetDistribution> rule;  // with the scores
  tapestry::nn::Reweight reweight = tapestry::nn::Reweight::no;
};

// What `text` says, for two tasks; nothing for an empty one. Throws where it says nothing that
// there is.
std::optional<Selection> read_selection(const std::string& text);

// "each on the tasks drawn from P(T), 'exactly 1', with scores by 'loss'"
std::string described(const Selection& selection);

// A line: how often each task was chosen, and its score and P(t in T) at the end.
std::string chosen_text(const tapestry::nn::History& history,
                        const std::vector<std::string>& tasks);

// For training on tasks of so many examples. held_out: a batch of each task that is not trained on,
// by which 'learned' is rewarded; it throws where there is none.
tapestry::nn::Steps steps_of(const Selection& selection, const tapestry::nn::MultiTaskNet& net,
                             const std::vector<std::size_t>& examples,
                             const std::vector<tapestry::nn::Batch>& held_out);
