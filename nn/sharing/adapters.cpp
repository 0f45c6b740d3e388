#include "nn/sharing/adapters.hpp"

#include "engine/array/random.hpp"
#include "engine/base/error.hpp"
#include "engine/ops/elementwise/arithmetic.hpp"
#include "nn/layers/initialise.hpp"
#include "nn/layers/mlp.hpp"

namespace tapestry::nn {

Adapters::Adapters(std::vector<Task> given, const Sizes& sizes, std::uint64_t seed)
    : SharingModel("Adapters", std::move(given), last_width("Adapters", "the trunk", sizes.trunk),
                   sizes.tower, sizes.activation, seed),
      trunk_([&] {
        Rng rng = part_generator(seed, "trunk");
        return Mlp("trunk", with_input(numbers(), sizes.trunk), sizes.activation, rng);
      }()) {
  if (sizes.bottleneck == 0)
    base::fail(
        "Adapters: a bottleneck of 0 units was asked for, but at least 1 is needed: use "
        "MultiTaskNet for a trunk without adapters.");
  for (const Task& task : tasks()) {
    Rng rng = part_generator(seed, "adapters." + task.name);
    std::vector<Adapter>& own = adapters_.emplace_back();
    for (std::size_t l = 0; l < sizes.trunk.size(); ++l) {
      const std::string end = "." + task.name + "." + std::to_string(l);
      const std::size_t width = sizes.trunk[l];
      own.push_back({Dense("down" + end, width, sizes.bottleneck, sizes.activation, rng),
                     Dense("up" + end, sizes.bottleneck, width, Activation::none, rng)});
      own.back().up.weight.set_value(zeros({sizes.bottleneck, width}));
    }
  }
}

std::vector<Var> Adapters::represent(const TaskNumbers& tasks, const Var& x) const {
  const Var first = trunk_.layers[0](x);  // before any adapter, the same for all tasks
  std::vector<Var> z;
  for (const std::size_t t : tasks) {
    Var h = first;
    for (std::size_t l = 0; l < trunk_.layers.size(); ++l) {
      if (l > 0) h = trunk_.layers[l](h);
      h = h + adapters_[t][l].up(adapters_[t][l].down(h));
    }
    z.push_back(h);
  }
  return z;
}

Parameters Adapters::adapters(std::size_t task) const {
  check_task(task);
  Parameters all;
  for (const Adapter& adapter : adapters_[task]) {
    all = joined(std::move(all), adapter.down.parameters());
    all = joined(std::move(all), adapter.up.parameters());
  }
  return all;
}

Parameters Adapters::shared() const { return frozen_ ? Parameters() : trunk(); }

Parameters Adapters::own_below_tower(std::size_t task) const { return adapters(task); }

}  // namespace tapestry::nn
