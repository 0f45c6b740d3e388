#include "problem.hpp"

#include <algorithm>
#include <numeric>

#include "datasets/batches.hpp"
#include "datasets/generated/multi_mnist.hpp"
#include "datasets/random.hpp"
#include "engine/array/random.hpp"
#include "engine/base/error.hpp"
#include "tutorials/support/two_tasks.hpp"

using namespace tapestry;
using datasets::ImageSet;

namespace {

constexpr std::size_t kTest = 2000;  // more test images cost more time than they add certainty

ImageSet at_most(const ImageSet& set, std::size_t count) {
  return first_images(set, std::min(count, set.size()));
}

// Grey images of 28 x 28 in the middle of black ones of 32 x 32 x 3.
ImageSet on_canvas(const ImageSet& grey) {
  constexpr std::size_t kSide = 32, kBorder = 2;
  ImageSet result = grey;
  result.height = result.width = kSide;
  result.channels = 3;
  result.pixels.assign(grey.size() * result.features(), 0);
  for (std::size_t i = 0; i < grey.size(); ++i)
    for (std::size_t channel = 0; channel < 3; ++channel)
      for (std::size_t y = 0; y < grey.height; ++y) {
        const auto row =
            grey.pixels.begin() + static_cast<std::ptrdiff_t>((i * grey.height + y) * grey.width);
        const std::size_t to = ((i * 3 + channel) * kSide + y + kBorder) * kSide + kBorder;
        std::copy_n(row, grey.width, result.pixels.begin() + static_cast<std::ptrdiff_t>(to));
      }
  return result;
}

// One of the two tasks of images with two digits.
ImageSet of_side(ImageSet both, datasets::Side side) {
  for (int& label : both.labels) label = datasets::digit(label, side);
  both.class_names = {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"};
  return both;
}

void add_task(Problem& problem, const std::string& name, ImageSet pool, ImageSet test) {
  const Shape shape = {pool.channels, pool.height, pool.width};
  const nn::Task task{name, shape, pool.classes()};
  const datasets::Scaling scaling = centred(pool);
  problem.stand_in = pool.stand_in;
  problem.tasks.push_back({task, std::move(pool), std::move(test), scaling});
}

void number_pooled_classes(Problem& problem) {
  std::vector<std::string> names;
  for (const ProblemTask& task : problem.tasks) {
    std::vector<int>& numbers = problem.pooled_class.emplace_back();
    for (const std::string& name : task.pool.class_names) {
      const auto found = std::find(names.begin(), names.end(), name);
      numbers.push_back(static_cast<int>(found - names.begin()));
      if (found == names.end()) names.push_back(name);
    }
  }
  problem.pooled_classes = names.size();
}

}  // namespace

std::vector<nn::Task> Problem::nn_tasks() const {
  std::vector<nn::Task> all;
  for (const ProblemTask& task : tasks) all.push_back(task.task);
  return all;
}

Problem load_problem(const Options& options) {
  const std::size_t needed = options.rows + options.validation;
  // Twice as many as a seed takes, so that two seeds differ in most of their images.
  const std::size_t pool = 2 * needed;
  Problem problem;
  if (options.problem == "pictures") {
    const TwoTasks sets = load_two_tasks(options.data, 1, {pool, kTest});
    add_task(problem, "digits", on_canvas(at_most(sets.digits.train, pool)),
             on_canvas(at_most(sets.digits.test, kTest)));
    add_task(problem, "objects", at_most(sets.objects.train, pool),
             at_most(sets.objects.test, kTest));
  } else {
    const datasets::TrainTest sets = datasets::load_multi_mnist(options.data, 1, pool);
    const ImageSet train = at_most(sets.train, pool), test = at_most(sets.test, kTest);
    add_task(problem, "left", of_side(train, datasets::Side::left),
             of_side(test, datasets::Side::left));
    add_task(problem, "right", of_side(train, datasets::Side::right),
             of_side(test, datasets::Side::right));
  }
  for (const ProblemTask& task : problem.tasks)
    if (task.pool.size() < needed)
      base::fail("--rows ", options.rows, " and --validation ", options.validation, ": '",
                 task.task.name, "' has only ", task.pool.size(),
                 " training images: ask for fewer.");
  number_pooled_classes(problem);
  return problem;
}

Rows draw_rows(std::size_t pool, std::size_t train, std::size_t validation, std::uint64_t seed) {
  std::vector<std::size_t> order(pool);
  std::iota(order.begin(), order.end(), std::size_t{0});
  Rng rng(seed);
  datasets::shuffle(order, rng);
  const auto middle = order.begin() + static_cast<std::ptrdiff_t>(validation);
  return {{middle, middle + static_cast<std::ptrdiff_t>(train)}, {order.begin(), middle}};
}

nn::Pass pass_over(const ImageSet& set, const datasets::Scaling& scaling,
                   std::vector<std::size_t> rows) {
  return [&set, scaling, rows](const auto& visit) {
    constexpr std::size_t kRows = 500;
    for (std::size_t i = 0; i < rows.size(); i += kRows) {
      const auto rest = std::span(rows).subspan(i);
      visit(make_batch(set, rest.first(std::min(kRows, rest.size())), scaling));
    }
  };
}

nn::Pass pass_over(const ImageSet& set, const datasets::Scaling& scaling) {
  std::vector<std::size_t> rows(set.size());
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  return pass_over(set, scaling, rows);
}
