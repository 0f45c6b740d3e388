#include "nn/sharing/cross_stitch.hpp"

#include <algorithm>

#include "engine/array/random.hpp"
#include "engine/base/error.hpp"
#include "engine/ops/linalg/matmul.hpp"
#include "engine/ops/shape/concatenate.hpp"
#include "engine/ops/shape/reshape.hpp"
#include "nn/layers/initialise.hpp"
#include "nn/layers/mlp.hpp"

namespace tapestry::nn {
namespace {

Tensor starting_row(std::size_t task, std::size_t tasks, double own) {
  if (tasks == 1) return full({1}, 1);
  Tensor row = full({tasks}, static_cast<Scalar>((1 - own) / static_cast<double>(tasks - 1)));
  row(task) = static_cast<Scalar>(own);
  return row;
}

}  // namespace

CrossStitch::CrossStitch(std::vector<Task> given, const Sizes& sizes, std::uint64_t seed)
    : SharingModel("CrossStitch", std::move(given),
                   last_width("CrossStitch", "the trunk", sizes.trunk), sizes.tower,
                   sizes.activation, seed) {
  if (!(sizes.own >= 0 && sizes.own <= 1))
    base::fail("CrossStitch: own = ", sizes.own,
               ", but it is the share of a task's own layer: give 0 to 1.");
  for (const Task& task : tasks()) {
    const std::string name = "trunk." + task.name;
    Rng rng = part_generator(seed, name);
    trunks_.emplace_back(name, with_input(numbers(), sizes.trunk), sizes.activation, rng);
  }
  stitches_.resize(sizes.trunk.size());
  for (std::size_t l = 0; l < stitches_.size(); ++l)
    for (std::size_t t = 0; t < tasks().size(); ++t)
      stitches_[l].push_back(Var::parameter("stitch." + std::to_string(l) + "." + tasks()[t].name,
                                            starting_row(t, tasks().size(), sizes.own)));
}

std::vector<Var> CrossStitch::represent(const TaskNumbers& tasks, const Var& x) const {
  const std::size_t all = trunks_.size(), batch = x.shape()[0];
  std::vector<Var> read(all, x);
  for (std::size_t l = 0; l < stitches_.size(); ++l) {
    std::vector<Var> computed;
    for (std::size_t t = 0; t < all; ++t) computed.push_back(trunks_[t].layers[l](read[t]));
    // A row of A times this matrix, a row a task, is what one task reads next.
    const std::size_t width = computed[0].shape()[1];
    const Var rows = reshape(stack(computed), {all, batch * width});
    const bool last = l + 1 == stitches_.size();
    read.clear();
    for (const std::size_t t : last ? tasks : all_tasks())
      read.push_back(reshape(matmul(reshape(stitches_[l][t], {1, all}), rows), {batch, width}));
  }
  return read;
}

Parameters CrossStitch::shared() const {
  Parameters all;
  for (const Mlp& trunk : trunks_) all = joined(std::move(all), trunk.parameters());
  for (std::size_t l = 0; l + 1 < stitches_.size(); ++l) all = joined(std::move(all), stitches_[l]);
  return all;
}

Parameters CrossStitch::own_below_tower(std::size_t task) const { return {stitches_.back()[task]}; }

Tensor CrossStitch::stitch(std::size_t layer) const {
  if (layer >= stitches_.size())
    base::fail("CrossStitch: there is no layer ", layer, ": the ", stitches_.size(),
               " layers are numbered from 0.");
  const std::size_t tasks = stitches_[layer].size();
  Tensor a = uninitialised({tasks, tasks});
  for (std::size_t s = 0; s < tasks; ++s)
    for (std::size_t t = 0; t < tasks; ++t) a(s, t) = stitches_[layer][s].value()(t);
  return a;
}

}  // namespace tapestry::nn
