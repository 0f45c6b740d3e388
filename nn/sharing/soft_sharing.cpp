#include "nn/sharing/soft_sharing.hpp"

#include "engine/array/random.hpp"
#include "nn/layers/initialise.hpp"
#include "nn/layers/mlp.hpp"

namespace tapestry::nn {

SoftSharing::SoftSharing(std::vector<Task> given, const Widths& widths, std::uint64_t seed)
    : SharingModel("SoftSharing", std::move(given),
                   last_width("SoftSharing", "the trunk", widths.trunk), widths.tower,
                   widths.activation, seed) {
  for (const Task& task : tasks()) {
    Rng rng = part_generator(seed, "trunk");  // the same for every task
    trunks_.emplace_back("trunk." + task.name, with_input(numbers(), widths.trunk),
                         widths.activation, rng);
  }
}

std::vector<Var> SoftSharing::represent(const TaskNumbers& tasks, const Var& x) const {
  std::vector<Var> z;
  for (const std::size_t t : tasks) z.push_back(trunks_[t](x));
  return z;
}

Parameters SoftSharing::shared() const { return {}; }

Parameters SoftSharing::own_below_tower(std::size_t task) const {
  return trunks_[task].parameters();
}

std::vector<std::vector<Var>> SoftSharing::tied() const {
  std::vector<std::vector<Var>> groups(trunks_[0].parameters().size());
  for (const Mlp& trunk : trunks_) {
    const Parameters parameters = trunk.parameters();
    for (std::size_t k = 0; k < groups.size(); ++k) groups[k].push_back(parameters[k]);
  }
  return groups;
}

Parameters SoftSharing::trunk(std::size_t task) const {
  check_task(task);
  return trunks_[task].parameters();
}

}  // namespace tapestry::nn
