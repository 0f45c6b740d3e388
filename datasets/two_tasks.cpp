#include "datasets/two_tasks.hpp"

#include <numeric>
#include <vector>

#include "datasets/cifar10.hpp"
#include "datasets/idx.hpp"
#include "datasets/stroke_digits.hpp"
#include "datasets/textured_objects.hpp"

namespace tapestry::datasets {
namespace {

// One stream of images cut in two, so that no seed makes the test images of another's training.
TrainTest cut(const ImageSet& all, std::size_t train) {
  std::vector<std::size_t> rows(all.size());
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  const std::span<const std::size_t> view(rows);
  return {select(all, view.first(train)), select(all, view.subspan(train))};
}

}  // namespace

TwoTasks load_two_tasks(const std::string& dir, std::uint64_t seed, const StandInCounts& counts) {
  if (!dir.empty()) return {load_mnist(dir), load_cifar10(dir)};
  const std::size_t all = counts.train + counts.test;
  return {cut(stroke_digits(all, seed), counts.train),
          cut(textured_objects(all, seed), counts.train)};
}

}  // namespace tapestry::datasets
