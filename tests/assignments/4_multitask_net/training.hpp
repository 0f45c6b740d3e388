// The training of assignment 4 in plain loops, as it should be and with known mistakes.
#pragma once

#include <vector>

#include "tests/assignments/4_multitask_net/small_net.hpp"

namespace tapestry::grader::multitask_net {

// The examples of one task.
struct Examples {
  std::size_t rows, inputs;
  Numbers x;  // [rows x inputs]
  std::vector<int> labels;
};

struct TrainingCase {
  NetSizes sizes;
  SmallNet net;
  std::vector<Examples> data;
  std::size_t steps, batch;
  double rate;
};

TrainingCase random_training(Rng& rng, const NetSizes& sizes, const std::vector<std::size_t>& rows,
                             std::size_t steps, std::size_t batch);
Message request_of(const TrainingCase& one);

enum class Slip {
  none,
  ascent,          // against the gradient's sign
  summed,          // the batch's loss is a sum of rows
  same_batch,      // the first batch each time
  skips,           // the batch's number is that of the step
  restarts,        // the rows left over at the end of a pass are dropped
  cut,             // the last batch of a pass is shorter
  cut_on,          // so is the one that reaches the last row; the next begins where it should
  clamped,         // behind the last row comes the last row again, to the end of the batch
  stuck,           // and to the end of training
  rounds,          // each step is one for every task
  row_by_row,      // a step for each row of a batch
  blocks,          // first all steps of task 0
  last_first,      // the tasks in the other order
  trunk_twice,     // two steps of the trunk
  trunk_often,     // as many as there are tasks
  trunk_still,     // none
  encoder_still,   // none of the encoder
  kept,            // gradients add up over the steps, and all parameters move
  other_labels,    // those of the next task
  both_heads,      // each head is trained on each batch
  mean_of_losses,  // joint: the mean over the tasks
  one_by_one,      // joint: a step for each task, one after the other
  only_first       // joint: the first task's loss alone
};

// The model's numbers after training.
Numbers alternating(const TrainingCase& one, Slip slip);
Numbers joint(const TrainingCase& one, Slip slip);

// The logits' cross-entropy of each row, and whether the largest is at the label.
struct RowScores {
  Numbers losses, right;
};
RowScores row_scores(const Numbers& logits, const std::vector<int>& labels);

}  // namespace tapestry::grader::multitask_net
