// Two pages of small images: examples with what a net says of them, and a layer's weights.
//
// Both give a Picture, which the caller writes; all sizes are checked before anything is drawn.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "engine/array/tensor.hpp"
#include "tutorials/support/picture.hpp"

namespace tapestry {

// An image of the grid. Images of one grid may differ in size and channels.
struct Example {
  std::vector<std::uint8_t> pixels;                 // [channels x height x width]
  std::size_t channels = 0, height = 0, width = 0;  // channels: 1 (grey) or 3 (RGB)
  std::string caption;  // "7", or "truck \u2192 ship": truth and prediction
  bool correct = false;
};

// The examples in rows of `columns`, under a title and a line that explains the marks. Those that
// are correct have a thin green frame; the others a thick orange one, a cross in the corner and a
// caption in orange, so that colour is not all that tells them apart. Captions are broken at blanks
// to the images' width; each pixel is drawn as a square of `scale` pixels.
// Throws where there are no examples or columns, or an example's bytes do not fit its sizes.
Picture image_grid(const std::string& title, const std::vector<Example>& examples,
                   std::size_t columns, std::size_t scale = 4);

// The weights [features x units] of a layer on flattened images (features = channels * height *
// width, a plane after the other): an image for each unit, in rows of `columns`, under a title
// and a line that explains the colours. Each unit has its own scale, from -m to m where m is its
// largest absolute weight, so that weak units can be read too.
// One channel: blue is negative, white zero, red positive. Three: the weights to red, green and
// blue as these colours' brightness, zero being grey (128). A unit of zeros is all white or grey.
// Throws where the sizes disagree, channels are not 1 or 3, or a weight is not finite.
Picture weight_images(const std::string& title, const Tensor& weights, std::size_t channels,
                      std::size_t height, std::size_t width, std::size_t columns,
                      std::size_t scale = 2);

}  // namespace tapestry
