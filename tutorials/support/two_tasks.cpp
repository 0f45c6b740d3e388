#include "tutorials/support/two_tasks.hpp"

#include <numeric>
#include <vector>

#include "datasets/files/cifar10.hpp"
#include "datasets/files/idx.hpp"
#include "datasets/generated/stroke_digits.hpp"
#include "datasets/generated/textured_objects.hpp"

namespace tapestry {
namespace {

// One stream of images cut in two, so that no seed makes the test images of another's training.
datasets::TrainTest cut(const datasets::ImageSet& all, std::size_t train) {
  std::vector<std::size_t> rows(all.size());
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  const std::span<const std::size_t> view(rows);
  return {datasets::select(all, view.first(train)), datasets::select(all, view.subspan(train))};
}

}  // namespace

TwoTasks load_two_tasks(const std::string& dir, std::uint64_t seed, const StandInCounts& counts) {
  if (!dir.empty()) return {datasets::load_mnist(dir), datasets::load_cifar10(dir)};
  const std::size_t all = counts.train + counts.test;
  return {cut(datasets::stroke_digits(all, seed), counts.train),
          cut(datasets::textured_objects(all, seed), counts.train)};
}

}  // namespace tapestry
