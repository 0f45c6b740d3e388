// Part "train": all parameters after some steps, and the scores of a model.
#include <algorithm>
#include <numeric>

#include "engine/base/error.hpp"
#include "tests/assignments/4_multitask_net/grading.hpp"
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
      {Slip::kept,
       {"gradients of earlier steps are kept, and added to the new one",
        "a step takes the gradient of its own loss alone"}},
  };
}

std::vector<KnownSlip> slips_of_turns() {
  return {{Slip::last_first, {"the last task comes first", "step s is one of task s mod T"}},
          {Slip::blocks,
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
                        joined({slips_of_each_step(), {slips_of_turns()[0]}, slips_of_labels()}));
}

// No batch reaches the end of the rows here.
Finding check_alternating(const Ask& ask, Rng& rng) {
  return check_training(
      ask,
      {random_training(rng, kEqual, {12, 12}, 6, 4), random_training(rng, kEqual, {15, 15}, 5, 5)},
      false,
      joined({slips_of_each_step(), slips_of_turns(), slips_of_labels(), slips_of_batches()}));
}

Finding check_unequal(const Ask& ask, Rng& rng) {
  return check_training(ask,
                        {random_training(rng, kThree, {7, 5, 10}, 14, 4),
                         random_training(rng, kUnequal, {9, 4}, 9, 3)},
                        false,
                        joined({slips_of_each_step(), slips_of_turns(), slips_of_batches()}));
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

// ---- Scores.

// What evaluate and its known mistakes make of the rows' numbers (losses, or 1 where right): each
// inner list has one number for each task.
std::vector<Numbers> scores_of(const TrainingCase& one, bool of_losses) {
  std::vector<Numbers> all(8);
  const std::size_t tasks = one.data.size();
  for (std::size_t t = 0; t < tasks; ++t) {
    const auto scored = [&](std::size_t head, std::size_t labels) {
      const Numbers logits = outputs_of(one.net, route_of(head), one.data[t].x);
      const RowScores rows = row_scores(logits, one.data[labels].labels);
      return of_losses ? rows.losses : rows.right;
    };
    const Numbers own = scored(t, t);
    const auto sum = [](const Numbers& x, std::size_t first, std::size_t end) {
      return std::accumulate(x.begin() + std::ptrdiff_t(first), x.begin() + std::ptrdiff_t(end),
                             0.0);
    };
    const std::size_t n = own.size(), full = n / one.batch * one.batch;
    const std::size_t batches = (n + one.batch - 1) / one.batch;
    double means = 0;
    for (std::size_t first = 0; first < n; first += one.batch) {
      const std::size_t end = std::min(n, first + one.batch);
      means += sum(own, first, end) / double(end - first);
    }
    const std::size_t next = (t + 1) % tasks;
    all[0].push_back(sum(own, 0, n) / double(n));
    all[1].push_back(means / double(batches));
    all[2].push_back(sum(own, 0, n) / double(batches));
    all[3].push_back(sum(own, 0, full) / double(full));
    all[4].push_back(sum(own, 0, full) / double(n));
    all[5].push_back(sum(own, 0, one.batch) / double(one.batch));
    all[6].push_back(sum(scored(0, t), 0, n) / double(n));
    all[7].push_back(sum(scored(t, next), 0, n) / double(n));
  }
  return all;
}

std::vector<Mistake> score_mistakes() {
  return {{"the mean of the batches' means: the last batch has fewer rows and counts as much",
           "add up over the rows, and divide once by their number"},
          {"it is divided by the number of batches: chapter 8, mistake 8",
           "divide by the number of rows"},
          {"the rows of the last, shorter batch are left out", "it has rows like any other"},
          {"the rows of the last, shorter batch are left out, but counted",
           "it has rows like any other"},
          {"only the first batch is scored", "all rows"},
          {"every task is scored with task 0's head: chapter 8, mistake 7", "forward(t, ...)"},
          {"a task's answers are compared with another task's labels", "data[t].labels"}};
}

bool all_differ(const std::vector<Numbers>& scores) {
  return std::none_of(scores.begin() + 1, scores.end(),
                      [&](const Numbers& one) { return agree(one, scores[0], 1e-6); });
}

// Cases in which no mistake happens to give what is right.
std::vector<TrainingCase> score_cases(Rng& rng) {
  std::vector<TrainingCase> cases;
  for (const std::size_t tasks : {2, 3}) {
    const std::vector<std::size_t> inputs(tasks, 3), rows(tasks, tasks == 2 ? 11 : 14);
    for (bool shows = false; !shows;) {
      const TrainingCase one =
          random_training(rng, {inputs, inputs, 4, 4}, rows, 0, tasks == 2 ? 4 : 6);
      shows = all_differ(scores_of(one, true)) && all_differ(scores_of(one, false));
      if (shows) cases.push_back(one);
    }
  }
  return cases;
}

Finding check_scores(const Ask& ask, Rng& rng, bool of_losses) {
  Comparison comparison(score_mistakes());
  for (const TrainingCase& one : score_cases(rng)) {
    const Message answer = ask("evaluate", request_of(one));
    const std::vector<Numbers> scores = scores_of(one, of_losses);
    comparison.add(
        base::text(of_losses ? "the mean loss" : "the accuracy", " of ", one.data.size(),
                   " tasks of ", one.data[0].rows, " rows each, in batches of ", one.batch),
        answer.numbers(of_losses ? "losses" : "accuracies"), scores[0],
        {scores.begin() + 1, scores.end()});
  }
  return comparison.finding();
}

Finding check_accuracy(const Ask& ask, Rng& rng) { return check_scores(ask, rng, false); }

Finding check_loss(const Ask& ask, Rng& rng) { return check_scores(ask, rng, true); }

Finding check_only_looks(const Ask& ask, Rng& rng) {
  for (const std::size_t batch : {4, 50}) {
    const TrainingCase one = random_training(rng, kThree, {9, 12, 7}, 0, batch);
    const Message answer = ask("evaluate", request_of(one));
    const double most = answer.number("most rows"), largest = std::min<double>(double(batch), 12);
    Comparison moved;
    moved.add("the parameters after evaluate", answer.numbers("parameters"), all_numbers(one.net));
    if (!moved.right()) {
      Finding finding = moved.finding();
      finding.cause = "evaluate has changed the model";
      return finding;
    }
    if (!(most >= 1 && most <= largest))
      return {false,
              base::text("the most rows that forward has seen at a time, with batch = ", batch),
              list_text({most}),
              base::text("at most ", largest),
              most < 1 ? "forward has seen no row: is the last, shorter batch left out?"
                       : "all rows at once: with many rows this would not fit into memory",
              "`batch` rows at a time, and the rest last"};
  }
  return {};
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
