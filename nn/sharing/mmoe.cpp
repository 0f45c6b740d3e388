#include "nn/sharing/mmoe.hpp"

#include "engine/array/random.hpp"
#include "engine/base/error.hpp"
#include "nn/layers/initialise.hpp"
#include "nn/layers/mlp.hpp"

namespace tapestry::nn {

Mmoe::Mmoe(std::vector<Task> given, const Sizes& sizes, std::uint64_t seed)
    : SharingModel("Mmoe", std::move(given), last_width("Mmoe", "an expert", sizes.expert),
                   sizes.tower, sizes.activation, seed) {
  if (sizes.experts == 0)
    base::fail("Mmoe: no experts were asked for, but at least one is needed.");
  for (std::size_t e = 0; e < sizes.experts; ++e) {
    const std::string name = "expert." + std::to_string(e);
    Rng rng = part_generator(seed, name);
    experts_.emplace_back(name, with_input(numbers(), sizes.expert), sizes.activation, rng);
  }
  for (const Task& task : tasks())
    gates_.emplace_back("gate." + task.name, numbers(), sizes.experts);
}

Var Mmoe::gate(std::size_t task, const Var& inputs) const {
  check_task(task);
  return gates_[task](flat(inputs));
}

std::vector<Var> Mmoe::represent(const TaskNumbers& tasks, const Var& x) const {
  std::vector<Var> experts, z;
  for (const Mlp& expert : experts_) experts.push_back(expert(x));
  for (const std::size_t t : tasks) z.push_back(mixture(gates_[t](x), experts));
  return z;
}

Parameters Mmoe::shared() const {
  Parameters all;
  for (const Mlp& expert : experts_) all = joined(std::move(all), expert.parameters());
  return all;
}

Parameters Mmoe::own_below_tower(std::size_t task) const { return {gates_[task].weight}; }

}  // namespace tapestry::nn
