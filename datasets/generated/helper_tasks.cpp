#include "datasets/generated/helper_tasks.hpp"

#include <cmath>
#include <numeric>
#include <vector>

#include "engine/base/error.hpp"

namespace tapestry::datasets {
namespace {

using Direction = std::vector<double>;

void require_cosine(const char* of, double cosine) {
  if (!(cosine >= -1 && cosine <= 1))
    base::fail("HelperTasks: the ", of, " tasks' cosine is ", cosine,
               ", but a cosine is of -1 to 1: change it.");
}

void check_sizes(const HelperTasks::Sizes& sizes) {
  if (sizes.hidden < 2)
    base::fail("HelperTasks: hidden = ", sizes.hidden,
               ", but weights at an angle need at least 2: raise it.");
  if (sizes.features < sizes.hidden)
    base::fail("HelperTasks: features = ", sizes.features, ", but ", sizes.hidden,
               " orthogonal directions need at least ", sizes.hidden, ": raise it.");
  if (!(sizes.slope > 0 && std::isfinite(sizes.slope)))
    base::fail("HelperTasks: the slope is ", sizes.slope,
               ", but must be positive and finite: change it.");
  require_cosine("useful", sizes.useful_cosine);
  require_cosine("harmful", sizes.harmful_cosine);
}

double dot(const Direction& a, const Direction& b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

// Orthogonal to all of `others`, which are orthonormal; every direction left is equally likely.
Direction direction_beside(const std::vector<Direction>& others, std::size_t size, Rng& rng) {
  const Tensor drawn = random_normal({size}, rng);
  Direction u(drawn.begin(), drawn.end());
  for (const Direction& other : others) {
    const double along = dot(u, other);
    for (std::size_t j = 0; j < size; ++j) u[j] -= along * other[j];
  }
  const double length = std::sqrt(dot(u, u));
  for (double& value : u) value /= length;
  return u;
}

void set_row(Tensor& matrix, std::size_t row, const Direction& values) {
  for (std::size_t j = 0; j < values.size(); ++j) matrix(row, j) = static_cast<Scalar>(values[j]);
}

}  // namespace

std::string name_of(HelperKind kind) {
  switch (kind) {
    case HelperKind::target:
      return "target";
    case HelperKind::useful:
      return "useful";
    case HelperKind::useless:
      return "useless";
    case HelperKind::harmful:
      return "harmful";
  }
  base::fail("name_of: ", static_cast<int>(kind), " is no kind of task: give one of HelperKind.");
}

HelperTasks::HelperTasks(const Sizes& sizes, Rng& rng) : sizes_(sizes) {
  check_sizes(sizes);
  directions_ = uninitialised({sizes.hidden, sizes.features});
  std::vector<Direction> all;
  for (std::size_t m = 0; m < sizes.hidden; ++m) {
    all.push_back(direction_beside(all, sizes.features, rng));
    set_row(directions_, m, all.back());
  }
  weights_ = zeros({tasks(), sizes.hidden});
  const Direction target = direction_beside({}, sizes.hidden, rng);
  set_row(weights_, 0, target);
  for (std::size_t t = 1; t < tasks(); ++t) {
    if (kind(t) == HelperKind::useless) continue;
    const double cosine =
        kind(t) == HelperKind::useful ? sizes.useful_cosine : sizes.harmful_cosine;
    const double sine = std::sqrt(1 - cosine * cosine);
    Direction a = direction_beside({target}, sizes.hidden, rng);
    for (std::size_t m = 0; m < sizes.hidden; ++m) a[m] = cosine * target[m] + sine * a[m];
    set_row(weights_, t, a);
  }
}

std::size_t HelperTasks::tasks() const {
  return 1 + sizes_.useful + sizes_.useless + sizes_.harmful;
}

HelperKind HelperTasks::kind(std::size_t task) const {
  if (task >= tasks())
    base::fail("HelperTasks: there is no task ", task, ": the ", tasks(),
               " tasks are numbered from 0.");
  if (task == 0) return HelperKind::target;
  if (task <= sizes_.useful) return HelperKind::useful;
  return task <= sizes_.useful + sizes_.useless ? HelperKind::useless : HelperKind::harmful;
}

nn::Batch HelperTasks::draw(std::size_t task, std::size_t rows, Rng& rng) const {
  const bool coin = kind(task) == HelperKind::useless;
  if (rows == 0) base::fail("HelperTasks: 0 rows were asked for: give at least 1.");
  nn::Batch batch{random_normal({rows, sizes_.features}, rng), {}, {}};
  for (std::size_t i = 0; i < rows; ++i) {
    double sum = 0;
    for (std::size_t m = 0; m < sizes_.hidden && !coin; ++m) {
      double z = 0;
      for (std::size_t j = 0; j < sizes_.features; ++j)
        z += double{directions_(m, j)} * double{batch.inputs(i, j)};
      sum += double{weights_(task, m)} * std::tanh(sizes_.slope * z);
    }
    batch.labels.push_back(coin ? uniform_draw(rng) < 0.5 : sum > 0);
  }
  return batch;
}

}  // namespace tapestry::datasets
