#include "selection.hpp"

#include <charconv>
#include <cmath>
#include <set>
#include <sstream>

#include "engine/base/error.hpp"
#include "nn/scoring/given_scores.hpp"
#include "nn/scoring/loss_scores.hpp"
#include "nn/scoring/score_function.hpp"
#include "nn/selection/budgeted_subsets.hpp"
#include "nn/selection/counted_subsets.hpp"
#include "nn/selection/subset_selection.hpp"

using namespace tapestry;

namespace {

using base::fail;

constexpr char kScorers[] = "loss, progress, uncertainty, size or learned";

std::vector<std::string> parts_of(const std::string& text, char separator) {
  std::vector<std::string> parts;
  std::istringstream in(text);
  for (std::string part; std::getline(in, part, separator);) parts.push_back(part);
  if (!text.empty() && text.back() == separator) parts.emplace_back();
  return parts;
}

template <class Number>
std::optional<Number> number_in(const std::string& text) {
  Number number{};
  const char* const end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, number);
  if (text.empty() || read.ec != std::errc() || read.ptr != end) return std::nullopt;
  return number;
}

// Two of them, one a task.
template <class Number>
std::vector<Number> two_numbers(const std::string& text, const std::string& what) {
  std::vector<Number> numbers;
  for (const std::string& part : parts_of(text, ',')) {
    const std::optional<Number> number = number_in<Number>(part);
    if (!number) fail("--select: '", part, "' was given in place of ", what);
    numbers.push_back(*number);
  }
  if (numbers.size() != 2)
    fail("--select: ", numbers.size(), numbers.size() == 1 ? " number was" : " numbers were",
         " given, '", text, "', but there are two tasks: give one each, as in 0,1.");
  return numbers;
}

// What stands after the first colon.
struct Rule {
  std::optional<std::size_t> k, at_most, budget;
  bool at_least_one = false;
  std::vector<double> costs = {1, 1};
  bool costs_given = false, reweight = false;

  std::set<std::string> names;

  void read(const std::string& part) {
    const std::size_t equals = part.find('=');
    const std::string name = part.substr(0, equals);
    if (!names.insert(name).second) fail("--select: ", name, " was given twice.");
    const std::string value = equals == std::string::npos ? "" : part.substr(equals + 1);
    const auto count = [&] {
      const auto number = number_in<std::size_t>(value);
      if (!number) fail("--select: '", part, "' was given, but ", name, " needs a whole number.");
      return *number;
    };
    if (name == "k")
      k = count();
    else if (name == "at-most")
      at_most = count();
    else if (part == "at-least=1")
      at_least_one = true;
    else if (name == "budget")
      budget = count();
    else if (name == "costs")
      costs = two_numbers<double>(value, "a cost, a whole number."), costs_given = true;
    else if (part == "reweight")
      reweight = true;
    else
      fail("--select: there is no '", part,
           "': after the scores may stand k=N, at-most=N, at-least=1, budget=N, costs=N,N and "
           "reweight.");
  }

  std::shared_ptr<const nn::SubsetDistribution> with(const std::vector<double>& scores) const {
    const int rules =
        int(k.has_value()) + int(at_most.has_value()) + int(budget.has_value()) + int(at_least_one);
    if (rules > 1)
      fail("--select: ", rules,
           " rules were given, but a step is drawn by one: choose one of "
           "k, at-most, at-least and budget.");
    if (budget && !costs_given)
      fail("--select: there is a budget, but no costs to be within it: add costs=N,N.");
    if (costs_given && !budget)
      fail("--select: there are costs, but no budget to keep within: add budget=N.");
    const auto shared = [](nn::ChainSubsets rule) {
      return std::make_shared<const nn::ChainSubsets>(std::move(rule));
    };
    try {
      if (k) return shared(nn::exactly_k(scores, *k));
      if (at_most) return shared(nn::at_most_k(scores, *at_most));
      if (at_least_one) return shared(nn::at_least_one(scores));
      if (budget) return shared(nn::within_budget(scores, costs, static_cast<double>(*budget)));
      return std::make_shared<const nn::SubsetSelection>(scores);
    } catch (const Error& error) {
      fail("--select: ", error.what());
    }
  }
};

}  // namespace

std::optional<Selection> read_selection(const std::string& text) {
  if (text.empty()) return std::nullopt;
  const std::vector<std::string> parts = parts_of(text, ':');
  Selection selection;
  const std::string& first = parts[0];
  if (first == "loss" || first == "progress" || first == "uncertainty" || first == "size" ||
      first == "learned")
    selection.scorer = first;
  else
    selection.scores =
        two_numbers<double>(first, std::string("a score: it begins with two numbers, or ") +
                                       kScorers + ", and a rule comes after them, as in 0,0:k=1.");
  Rule rule;
  for (std::size_t i = 1; i < parts.size(); ++i) rule.read(parts[i]);
  selection.rule = rule.with(selection.scores);
  if (rule.reweight) selection.reweight = nn::Reweight::yes;
  for (std::size_t t = 0; t < 2; ++t)
    if (const double p = selection.rule->marginals()[t]; p < 1e-9)
      fail("--select: under '", selection.rule->name(), "' ", t == 0 ? "the first" : "the second",
           " task would be drawn with probability ", p,
           " and never train: give it a larger score, or room within the budget.");
  return selection;
}

std::string described(const Selection& selection) {
  std::string text = "each on the tasks drawn from P(T), '" + selection.rule->name() + "', ";
  if (selection.scorer.empty()) {
    const std::vector<double> p = selection.rule->marginals();
    text += base::text("the first with probability ", p[0], ", the second with ", p[1]);
    if (const double none = std::exp(selection.rule->log_probability({})); none > 0)
      text += base::text(", and none with ", none);
  } else {
    text += "with scores by '" + selection.scorer + "'";
  }
  return text + (selection.reweight == nn::Reweight::yes ? ", and losses reweighted" : "");
}

std::string chosen_text(const nn::History& history, const std::vector<std::string>& tasks) {
  std::string text = "What was drawn: ";
  for (std::size_t t = 0; t < tasks.size(); ++t) {
    std::size_t steps = 0;
    for (const nn::Epoch& epoch : history) steps += epoch.tasks[t].chosen;
    const nn::TaskEpoch& last = history.back().tasks[t];
    text += base::text(t > 0 ? "; " : "", tasks[t], " in ", steps, " steps");
    if (last.score) text += base::text(", at the end with score ", *last.score);
    if (last.probability) text += base::text(", P(t in T) = ", *last.probability);
  }
  return text + ".\n";
}

nn::Steps steps_of(const Selection& selection, const nn::MultiTaskNet& net,
                   const std::vector<std::size_t>& examples,
                   const std::vector<nn::Batch>& held_out) {
  std::shared_ptr<nn::TaskScorer> scorer;
  if (selection.scorer == "loss") {
    scorer = std::make_shared<nn::LossScores>();
  } else if (selection.scorer == "progress") {
    scorer = std::make_shared<nn::ProgressScores>();
  } else if (selection.scorer == "uncertainty") {
    scorer = std::make_shared<nn::UncertaintyScores>();
  } else if (selection.scorer == "size") {
    scorer = std::make_shared<nn::GivenScores>(nn::size_scores(examples, /*temperature=*/1));
  } else if (selection.scorer == "learned") {
    if (held_out.size() != net.tasks().size())
      fail(
          "--select learned: nothing is held out to see what a step is worth: give --validation "
          "above 0.");
    std::vector<nn::HeldOutGain::Examples> seen;
    for (std::size_t t = 0; t < held_out.size(); ++t) seen.push_back({t, held_out[t]});
    nn::ScoreFunctionOptions how;
    how.rate = 10;
    how.entropy = 0.01;
    scorer = std::make_shared<nn::ScoreFunction>(
        std::make_shared<nn::HeldOutGain>(net, std::move(seen)), how);
  } else {
    return nn::drawn(selection.rule, selection.reweight);
  }
  return nn::drawn(scorer, selection.rule, selection.reweight);
}
