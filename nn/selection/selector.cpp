#include "nn/selection/selector.hpp"

#include <numeric>

#include "engine/base/error.hpp"

namespace tapestry::nn {
namespace {

class Alternating : public Selector {
 public:
  std::string name() const override { return "alternating"; }
  TogetherTasks together() const override { return TogetherTasks::one; }

  std::vector<TaskNumbers> next_round(std::size_t tasks, Rng&) override {
    std::vector<TaskNumbers> steps(tasks);
    for (std::size_t t = 0; t < tasks; ++t) steps[t] = {t};
    return steps;
  }
};

class Joint : public Selector {
 public:
  std::string name() const override { return "joint"; }
  TogetherTasks together() const override { return TogetherTasks::all; }

  std::vector<TaskNumbers> next_round(std::size_t tasks, Rng&) override {
    TaskNumbers all(tasks);
    std::iota(all.begin(), all.end(), std::size_t{0});
    return {all};
  }
};

class Drawn : public Selector {
 public:
  Drawn(SubsetSelection selection, Reweight reweight)
      : selection_(std::move(selection)), reweight_(reweight == Reweight::yes) {}

  std::string name() const override { return reweight_ ? "drawn, reweighted" : "drawn"; }

  std::vector<TaskNumbers> next_round(std::size_t, Rng& rng) override {
    return {selection_.sample(rng)};
  }

  std::vector<double> loss_factors(const TaskNumbers& step) const override {
    std::vector<double> factors;
    if (!reweight_) return factors;
    for (const std::size_t t : step) factors.push_back(1 / selection_.marginal(t));
    return factors;
  }

  void check_tasks(std::size_t tasks) const override {
    if (selection_.tasks() != tasks)
      base::fail("fit: the selection is over ", selection_.tasks(), " tasks, but the model has ",
                 tasks, ": give one score a task.");
  }

  void serialise(Archive& archive) override {
    archive.expect("scores", selection_.scores(), "the scores of the selection");
  }

 private:
  SubsetSelection selection_;
  bool reweight_;
};

}  // namespace

std::shared_ptr<Selector> alternating() { return std::make_shared<Alternating>(); }
std::shared_ptr<Selector> joint() { return std::make_shared<Joint>(); }
std::shared_ptr<Selector> drawn(SubsetSelection selection, Reweight reweight) {
  return std::make_shared<Drawn>(std::move(selection), reweight);
}

}  // namespace tapestry::nn
