// Part "train": all parameters after some steps.
#include <algorithm>

#include "engine/base/error.hpp"
#include "tests/assignments/4_multitask_net/grading.hpp"
#include "tests/assignments/4_multitask_net/score_checks.hpp"
#include "tests/assignments/4_multitask_net/training.hpp"

namespace tapestry::grader::multitask_net {
namespace {

// A slip that a check tries on the answer, with what is said of it.
struct KnownSlip {
  Slip slip;
  Mistake mistake;
};

std::vector<KnownSlip> slips_of_each_step() {
  return {
      {Slip::ascent, {"the step goes up the loss", "p - rate * gradient"}},
      {Slip::summed,
       {"a batch's loss is the sum of its rows' losses", "it is their mean: Reduction::mean"}},
      {Slip::trunk_twice,
       {"the trunk is moved twice in each step", "shared and own[t], each parameter once"}},
      {Slip::trunk_often,
       {"the trunk is moved once for each task", "shared and own[t], each parameter once"}},
      {Slip::trunk_still, {"the trunk is never moved", "a step moves shared, too"}},
      {Slip::encoder_still,
       {"only the head and the trunk are moved", "own[t] has the encoder, too"}},
  };
}

std::vector<KnownSlip> slips_of_batches() {
  return {
      {Slip::same_batch, {"it is the same batch each time", "batch k begins at row k * batch"}},
      {Slip::skips,
       {"a task's batches are numbered by the steps of all tasks, so that it skips some",
        "each task counts its own batches"}},
      {Slip::restarts,
       {"the rows that are left over at the end of a pass are dropped",
        "row (k * batch + i) mod n: the batch goes on at row 0"}},
      {Slip::cut,
       {"the last batch of a pass is shorter than the others",
        "row (k * batch + i) mod n: the batch goes on at row 0"}},
      {Slip::cut_on,
       {"the batch that reaches the last row is shorter than the others",
        "row (k * batch + i) mod n: the batch goes on at row 0"}},
      {Slip::clamped,
       {"a batch is filled up with the last row, again and again",
        "row (k * batch + i) mod n: the batch goes on at row 0"}},
      {Slip::stuck,
       {"behind the last row comes the last row, again and again",
        "row (k * batch + i) mod n: the batch goes on at row 0"}},
      {Slip::kept,
       {"gradients of earlier steps are kept, and added to the new one",
        "a step takes the gradient of its own loss alone"}},
  };
}

std::vector<KnownSlip> slips_of_a_turn() {
  return {{Slip::last_first, {"the last task comes first", "step s is one of task s mod T"}},
          {Slip::rounds,
           {"each step is one for every task: there are T times as many",
            "step s is one of task s mod T, and of no other"}},
          {Slip::row_by_row,
           {"a step is taken for each row of the batch",
            "one loss for the batch, the mean over its rows, one gradient, one step"}}};
}

std::vector<KnownSlip> slips_of_turns() {
  return {{Slip::blocks,
           {"first all steps of one task, and then all of the next",
            "the tasks take turns: step s is one of task s mod T"}}};
}

std::vector<KnownSlip> slips_of_labels() {
  return {{Slip::other_labels,
           {"each task is trained on another task's labels", "data[t].labels go with task t"}},
          {Slip::both_heads,
           {"each batch trains the heads of all tasks on its labels: chapter 8, mistake 3",
            "a batch trains the head of its own task"}}};
}

std::vector<KnownSlip> slips_of_sums() {
  return {{Slip::mean_of_losses,
           {"the losses' mean over the tasks is taken, and not their sum", "the total is a sum"}},
          {Slip::one_by_one,
           {"a step for each task, one after the other: the later ones see moved parameters",
            "one loss, one gradient, one step"}},
          {Slip::only_first, {"only the first task's loss counts", "the sum over all tasks"}}};
}

std::vector<KnownSlip> joined(std::initializer_list<std::vector<KnownSlip>> lists) {
  std::vector<KnownSlip> all;
  for (const std::vector<KnownSlip>& list : lists) all.insert(all.end(), list.begin(), list.end());
  return all;
}

// Trains each case in one of the two ways, and compares all parameters.
Finding check_training(const Ask& ask, const std::vector<TrainingCase>& cases, bool is_joint,
                       const std::vector<KnownSlip>& slips) {
  const auto trained = is_joint ? joint : alternating;
  std::vector<Mistake> mistakes = {{"nothing has moved", "set_value of each parameter"}};
  for (const KnownSlip& one : slips) mistakes.push_back(one.mistake);
  Comparison comparison(mistakes);
  for (const TrainingCase& one : cases) {
    Message request = request_of(one);
    request.set_text("way", is_joint ? "joint" : "alternating");
    const Message answer = ask("train", request);
    const Numbers before = all_numbers(one.net), right = trained(one, Slip::none);
    std::vector<Numbers> mistaken = {before};
    for (const KnownSlip& slip : slips) mistaken.push_back(trained(one, slip.slip));
    // How far each has moved, for a step is small beside the parameters.
    const auto moved = [&](Numbers after) {
      for (std::size_t i = 0; i < std::min(after.size(), before.size()); ++i) after[i] -= before[i];
      return after;
    };
    for (Numbers& list : mistaken) list = moved(list);
    std::string rows;
    for (const Examples& some : one.data)
      rows += (rows.empty() ? "" : ", ") + std::to_string(some.rows);
    comparison.add(base::text("how far each parameter has moved (shared, own[0], ...) after ",
                              one.steps, one.steps == 1 ? " step" : " steps", " with ",
                              one.data.size(), " tasks of ", rows, " rows, batches of ", one.batch),
                   moved(answer.numbers("parameters")), moved(right), mistaken);
  }
  return comparison.finding();
}

const NetSizes kEqual{{3, 3}, {3, 3}, 3, 4};
const NetSizes kUnequal{{3, 2}, {2, 3}, 3, 4};
const NetSizes kThree{{2, 4, 3}, {3, 2, 2}, 4, 3};

Finding check_one_step(const Ask& ask, Rng& rng) {
  return check_training(ask, {random_training(rng, kEqual, {6, 6}, 1, 4)}, false,
                        joined({slips_of_each_step(), slips_of_a_turn(), slips_of_labels()}));
}

// No batch reaches the end of the rows here.
Finding check_alternating(const Ask& ask, Rng& rng) {
  return check_training(
      ask,
      {random_training(rng, kEqual, {12, 12}, 6, 4), random_training(rng, kEqual, {15, 15}, 5, 5)},
      false,
      joined({slips_of_each_step(), slips_of_a_turn(), slips_of_turns(), slips_of_labels(),
              slips_of_batches()}));
}

Finding check_unequal(const Ask& ask, Rng& rng) {
  return check_training(
      ask,
      {random_training(rng, kThree, {7, 5, 10}, 14, 4),
       random_training(rng, kUnequal, {9, 4}, 9, 3)},
      false,
      joined({slips_of_each_step(), slips_of_a_turn(), slips_of_turns(), slips_of_batches()}));
}

Finding check_joint_step(const Ask& ask, Rng& rng) {
  return check_training(
      ask,
      {random_training(rng, kUnequal, {6, 5}, 1, 4), random_training(rng, kThree, {6, 5, 7}, 1, 4)},
      true, joined({slips_of_each_step(), slips_of_sums()}));
}

Finding check_joint(const Ask& ask, Rng& rng) {
  return check_training(ask,
                        {random_training(rng, kThree, {7, 5, 10}, 5, 4),
                         random_training(rng, kUnequal, {9, 4}, 4, 3)},
                        true, joined({slips_of_each_step(), slips_of_sums(), slips_of_batches()}));
}

}  // namespace

Part train_part() {
  const std::string alternating_hint = "the handout, \"Part `train`\", task 1";
  const std::string joint_hint = "the handout, \"Part `train`\", task 2";
  return {"train",
          {"train.hpp"},
          "workers/train.cpp",
          {{"one step of a task", 3, check_one_step, alternating_hint},
           {"tasks in turn", 6, check_alternating, alternating_hint},
           {"tasks of different sizes", 5, check_unequal, alternating_hint},
           {"one joint step", 3, check_joint_step, joint_hint},
           {"joint training", 5, check_joint, joint_hint},
           {"accuracy", 4, check_accuracy, "the handout, \"Part `train`\", task 3"},
           {"mean loss", 3, check_loss, "the handout, \"Part `train`\", task 3"},
           {"evaluate only looks", 1, check_only_looks, ""}}};
}

}  // namespace tapestry::grader::multitask_net
