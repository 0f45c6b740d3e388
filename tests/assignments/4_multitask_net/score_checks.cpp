// Part "train": the scores of a model.
#include "tests/assignments/4_multitask_net/score_checks.hpp"

#include <algorithm>
#include <numeric>

#include "engine/base/error.hpp"
#include "tests/assignments/4_multitask_net/training.hpp"

namespace tapestry::grader::multitask_net {
namespace {

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

}  // namespace

Finding check_accuracy(const Ask& ask, Rng& rng) { return check_scores(ask, rng, false); }

Finding check_loss(const Ask& ask, Rng& rng) { return check_scores(ask, rng, true); }

Finding check_only_looks(const Ask& ask, Rng& rng) {
  for (const std::size_t batch : {4, 50}) {
    const TrainingCase one =
        random_training(rng, {{2, 4, 3}, {3, 2, 2}, 4, 3}, {9, 12, 7}, 0, batch);
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

}  // namespace tapestry::grader::multitask_net
