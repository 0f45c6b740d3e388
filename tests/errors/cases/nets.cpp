// What nets are made of: convolution, pooling, embedding, dropout, layer normalisation.
#include "engine/array/random.hpp"
#include "tests/errors/row.hpp"

namespace tapestry::errors {
namespace {

Section convolution() {
  const Var digits = named("digits", {64, 1, 28, 28}), photos = named("photos", {64, 3, 32, 32}),
            flat = named("flat", {64, 784}), small = named("small", {64, 1, 4, 4}),
            thin = named("thin", {64, 1, 1, 28});
  const Var kernels = named("conv.weight", {10, 1, 5, 5}), bias = named("conv.bias", {1}),
            empty = named("empty", {10, 1, 0, 0});
  const Var g = named("g", {64, 10, 28, 28});
  return {"Convolution",
          "Images are [batch x channels x height x width].",
          {
              ROW(conv2d(flat, kernels)),
              ROW(conv2d(photos, kernels)),
              ROW(conv2d(digits, kernels, bias)),
              ROW(conv2d(small, kernels)),
              ROW(conv2d(thin, kernels, {.padding = 1})),
              ROW(conv2d(small, kernels, {.stride = 0})),
              ROW(conv2d(digits, empty)),
              ROW(conv2d(digits, kernels, {.padding = 4294967296})),
              ROW(conv2d(digits, kernels, {.padding = 1073741824})),
              ROW(conv2d_input_gradient(g, kernels, digits.shape())),
              ROW(conv2d_weight_gradient(digits, g, kernels.shape())),
          }};
}

Section pooling() {
  const Var maps = named("maps", {64, 10, 24, 24}), flat = named("flat", {64, 784}),
            thin = named("thin", {64, 10, 1, 24}), g = named("g", {64, 10, 24, 24});
  return {"Pooling",
          "",
          {
              ROW(max_pool2d(flat, 2)).likewise({ROW(mean_pool2d(flat, 2))}),
              ROW(max_pool2d(thin, 2)).likewise({ROW(mean_pool2d(thin, 2))}),
              ROW(max_pool2d(maps, 2, 0)).likewise({ROW(mean_pool2d(maps, 2, 0))}),
              ROW(mean_pool2d_gradient(g, maps.shape(), 2, 2)),
              ROW(take_elements(maps, nullptr, {10})),
              ROW(scatter_elements(maps, nullptr, {64, 10, 48, 48})),
              ROW(take_elements(maps, std::make_shared<PlaceList>(10, 368640), {10})),
              ROW(scatter_elements(maps, std::make_shared<PlaceList>(10, 0), {64, 10, 48, 48})),
          }};
}

Section layers() {
  const Var words = Var::parameter("words", zeros({5000, 64})), none = named("none", {0, 64});
  const Var hidden = named("hidden", {64, 128}), gain = named("gain", {64}),
            bias = named("bias", {128}), loss = named("loss", {});
  return {"Embedding, dropout and layer normalisation",
          "",
          {
              ROW(embedding(words, {17, 5000})),
              ROW(embedding(words, {17, -1})),
              ROW(embedding(none, {0})),
              ROW(embedding(bias, {0})),
              ROW(Rng rng(1); dropout(hidden, 50, rng)),
              ROW(layer_norm(hidden, gain, bias)),
              ROW(layer_norm(hidden, bias, bias, 0)),
              ROW(standardise(loss)),
              ROW(standardise_gradient(gain, hidden, Scalar(1e-5))),
          }};
}

}  // namespace

std::vector<Section> net_sections() { return {convolution(), pooling(), layers()}; }

}  // namespace tapestry::errors
