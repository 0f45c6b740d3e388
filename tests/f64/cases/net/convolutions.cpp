// Rows of convolution and pooling.
#include "engine/engine.hpp"
#include "tests/f64/cases/cases.hpp"
#include "tests/f64/samplers.hpp"

namespace tapestry {
namespace {

// A convolution with images and kernels that are not square, and what its output has as a shape.
struct Setting {
  std::string description;
  Shape images, kernels, output;
  Convolution how;
};

std::vector<Setting> settings() {
  return {
      {"stride 1", {2, 3, 4, 5}, {2, 3, 3, 2}, {2, 2, 2, 4}, {}},
      {"one pixel kernels", {2, 2, 2, 3}, {3, 2, 1, 1}, {2, 3, 2, 3}, {}},
      {"padding", {2, 1, 3, 4}, {2, 1, 2, 3}, {2, 2, 4, 4}, {1, 1}},
      {"one pixel kernels, padding", {1, 2, 2, 3}, {2, 2, 1, 1}, {1, 2, 4, 5}, {1, 1}},
      {"stride 2, with a remainder", {2, 2, 5, 6}, {2, 2, 2, 3}, {2, 2, 2, 2}, {2, 0}},
      {"stride 2, padding", {1, 2, 4, 5}, {3, 2, 3, 2}, {1, 3, 2, 3}, {2, 1}},
      {"stride beyond the kernel", {1, 1, 7, 5}, {2, 1, 2, 1}, {1, 2, 2, 2}, {3, 0}},
      {"a kernel that only padding makes fit", {2, 1, 1, 2}, {1, 1, 3, 4}, {2, 1, 1, 1}, {1, 1}},
      {"rows of more than one piece", {1, 1, 2, 14}, {1, 1, 1, 2}, {1, 1, 2, 13}, {}}};
}

void add_pools(Rows& rows) {
  struct Pool {
    std::string description;
    Shape images, output;
    std::size_t kernel, stride;
  };
  const std::vector<Pool> pools = {{"side by side", {2, 2, 4, 6}, {2, 2, 2, 3}, 2, 2},
                                   {"with a remainder", {1, 2, 5, 7}, {1, 2, 2, 3}, 2, 2},
                                   {"overlapping", {2, 1, 4, 5}, {2, 1, 2, 3}, 3, 1},
                                   {"overlapping, stride 2", {1, 1, 5, 7}, {1, 1, 2, 3}, 3, 2},
                                   {"stride beyond the kernel", {1, 1, 5, 4}, {1, 1, 2, 1}, 2, 3}};
  for (const Pool& p : pools) {
    rows.push_back({"max_pool2d",
                    p.description,
                    [=](const Vars& x) { return max_pool2d(x[0], p.kernel, p.stride); },
                    {away_from_kinks(p.images)},
                    false});
    rows.push_back({"mean_pool2d",
                    p.description,
                    [=](const Vars& x) { return mean_pool2d(x[0], p.kernel, p.stride); },
                    {anywhere(p.images)}});
    rows.push_back(
        {"mean_pool2d_gradient",
         p.description,
         [=](const Vars& x) { return mean_pool2d_gradient(x[0], p.images, p.kernel, p.stride); },
         {anywhere(p.output)}});
  }
  rows.push_back({"max_pool2d",
                  "the stride that is left out",
                  [](const Vars& x) { return max_pool2d(x[0], 2); },
                  {away_from_kinks({1, 2, 4, 4})},
                  false});
  rows.push_back({"mean_pool2d",
                  "the stride that is left out",
                  [](const Vars& x) { return mean_pool2d(x[0], 3); },
                  {anywhere({1, 2, 3, 6})}});
}

}  // namespace

void add_convolutions(Rows& rows) {
  for (const Setting& s : settings()) {
    const Convolution how = s.how;
    rows.push_back({"conv2d",
                    s.description,
                    [=](const Vars& x) { return conv2d(x[0], x[1], how); },
                    {anywhere(s.images), anywhere(s.kernels)}});
    rows.push_back({"conv2d",
                    s.description + ", with a bias",
                    [=](const Vars& x) { return conv2d(x[0], x[1], x[2], how); },
                    {anywhere(s.images), anywhere(s.kernels), anywhere({s.kernels[0]})}});
    rows.push_back({"conv2d_input_gradient",
                    s.description,
                    [=](const Vars& x) { return conv2d_input_gradient(x[0], x[1], s.images, how); },
                    {anywhere(s.output), anywhere(s.kernels)}});
    rows.push_back(
        {"conv2d_weight_gradient",
         s.description,
         [=](const Vars& x) { return conv2d_weight_gradient(x[0], x[1], s.kernels, how); },
         {anywhere(s.images), anywhere(s.output)}});
  }
  add_pools(rows);
}

}  // namespace tapestry
