#include "nn/sharing/ple.hpp"

#include "engine/array/random.hpp"
#include "engine/base/error.hpp"
#include "nn/layers/initialise.hpp"
#include "nn/layers/mlp.hpp"

namespace tapestry::nn {
namespace {

std::vector<Mlp> make_experts(const std::string& name, std::size_t number, std::size_t inputs,
                              const Ple::Sizes& sizes, std::uint64_t seed) {
  std::vector<Mlp> experts;
  for (std::size_t e = 0; e < number; ++e) {
    const std::string one = name + "." + std::to_string(e);
    Rng rng = part_generator(seed, one);
    experts.emplace_back(one, with_input(inputs, sizes.expert), sizes.activation, rng);
  }
  return experts;
}

void append_outputs(std::vector<Var>& outputs, const std::vector<Mlp>& experts, const Var& x) {
  for (const Mlp& expert : experts) outputs.push_back(expert(x));
}

void append_parameters(Parameters& all, const std::vector<Mlp>& experts) {
  for (const Mlp& expert : experts) all = joined(std::move(all), expert.parameters());
}

}  // namespace

Ple::Ple(std::vector<Task> given, const Sizes& sizes, std::uint64_t seed)
    : SharingModel("Ple", std::move(given), last_width("Ple", "an expert", sizes.expert),
                   sizes.tower, sizes.activation, seed) {
  if (sizes.levels == 0) base::fail("Ple: no levels were asked for, but at least one is needed.");
  if (sizes.shared == 0 || sizes.own == 0)
    base::fail(
        "Ple: ", sizes.shared, " shared experts and ", sizes.own,
        " of each task were asked for, but at least 1 of each is needed: use Mmoe for shared ones "
        "alone, and a net for each task for own ones alone.");
  for (std::size_t l = 0; l < sizes.levels; ++l)
    levels_.push_back(make_level(l, l == 0 ? numbers() : sizes.expert.back(), l + 1 == sizes.levels,
                                 sizes, seed));
}

Ple::Level Ple::make_level(std::size_t number, std::size_t inputs, bool last, const Sizes& sizes,
                           std::uint64_t seed) const {
  const std::string name = "level." + std::to_string(number) + ".";
  Level level;
  level.shared = make_experts(name + "shared", sizes.shared, inputs, sizes, seed);
  for (const Task& task : tasks()) {
    level.own.push_back(make_experts(name + "own." + task.name, sizes.own, inputs, sizes, seed));
    level.gates.emplace_back(name + "gate." + task.name, inputs, sizes.own + sizes.shared);
  }
  if (!last)
    level.shared_gate.emplace_back(name + "shared_gate", inputs,
                                   tasks().size() * sizes.own + sizes.shared);
  return level;
}

// What the last level reads. Every task's experts are needed for it: the shared gates read them.
Ple::State Ple::below_last(const Var& x) const {
  State z{std::vector<Var>(tasks().size(), x), x};
  for (std::size_t l = 0; l + 1 < levels_.size(); ++l) {
    const Level& level = levels_[l];
    std::vector<Var> shared, all;
    append_outputs(shared, level.shared, z.shared);
    State next;
    for (std::size_t t = 0; t < tasks().size(); ++t) {
      std::vector<Var> seen;
      append_outputs(seen, level.own[t], z.tasks[t]);
      all.insert(all.end(), seen.begin(), seen.end());
      seen.insert(seen.end(), shared.begin(), shared.end());
      next.tasks.push_back(mixture(level.gates[t](z.tasks[t]), seen));
    }
    all.insert(all.end(), shared.begin(), shared.end());
    next.shared = mixture(level.shared_gate[0](z.shared), all);
    z = std::move(next);
  }
  return z;
}

std::vector<Var> Ple::represent(const TaskNumbers& tasks, const Var& x) const {
  const State z = below_last(x);
  const Level& last = levels_.back();
  std::vector<Var> shared, result;
  append_outputs(shared, last.shared, z.shared);
  for (const std::size_t t : tasks) {
    std::vector<Var> seen;
    append_outputs(seen, last.own[t], z.tasks[t]);
    seen.insert(seen.end(), shared.begin(), shared.end());
    result.push_back(mixture(last.gates[t](z.tasks[t]), seen));
  }
  return result;
}

Var Ple::gate(std::size_t task, const Var& inputs) const {
  check_task(task);
  return levels_.back().gates[task](below_last(flat(inputs)).tasks[task]);
}

// A task uses, of the last level, the shared experts and its own. Of the levels below it uses all
// experts, through the shared gates; but another task's gate only where a level above it reads that
// task's experts, too: not in the last level but one.
Parameters Ple::shared() const {
  Parameters all;
  for (std::size_t l = 0; l < levels_.size(); ++l) {
    const Level& level = levels_[l];
    append_parameters(all, level.shared);
    // Below the last level, what a task has for itself is read by the shared gate above, too.
    if (l + 1 < levels_.size())
      for (const Experts& own : level.own) append_parameters(all, own);
    if (l + 2 < levels_.size())
      for (const Gate& gate : level.gates) all.push_back(gate.weight);
    for (const Gate& gate : level.shared_gate) all.push_back(gate.weight);
  }
  return all;
}

Parameters Ple::own_below_tower(std::size_t task) const {
  Parameters own;
  const std::size_t last = levels_.size() - 1;
  if (last > 0) own.push_back(levels_[last - 1].gates[task].weight);
  append_parameters(own, levels_[last].own[task]);
  own.push_back(levels_[last].gates[task].weight);
  return own;
}

}  // namespace tapestry::nn
