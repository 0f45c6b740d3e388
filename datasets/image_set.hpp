// ImageSet: labelled images of one size, kept as bytes, and the batches made of them.
//
// All sets have one layout, that of CIFAR-10's files: pixels [images x channels x height x width],
// so an image's first plane (red, or grey) lies before the next, each row by row from the top.
// Bytes take a quarter of the memory of floats; they are scaled when a batch is made.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "engine/array/tensor.hpp"
#include "nn/tasks/batch.hpp"

namespace tapestry::datasets {

struct ImageSet {
  std::string name;  // for errors and tables: "MNIST test"
  std::size_t height = 0, width = 0, channels = 0;
  std::vector<std::uint8_t> pixels;      // [images x channels x height x width]
  std::vector<int> labels;               // [images], each 0 .. classes() - 1
  std::vector<std::string> class_names;  // [classes]
  bool stand_in = false;                 // made by a generator in place of real images

  std::size_t size() const { return labels.size(); }
  std::size_t classes() const { return class_names.size(); }
  std::size_t features() const { return channels * height * width; }  // numbers in one image

  // Throws unless the counts of pixels and labels agree and every label has a class name.
  void validate() const;
};

// The two parts in which published sets come.
struct TrainTest {
  ImageSet train;
  ImageSet test;
};

// What a batch holds for a pixel p of 0 .. 255: p * scale - offset.
struct Scaling {
  Scalar scale = Scalar{1} / Scalar{255};
  Scalar offset = 0;
};

// The scaling to [0, 1] less the set's own mean, so that its inputs have mean 0. Take it from the
// training set and use it for the test set too.
Scaling centred(const ImageSet& set);

// The images `rows` of the set, in that order: inputs [rows x features], labels [rows].
// Throws where a row is not 0 .. size() - 1, there are no rows, or the counts of pixels and labels
// disagree. (Labels without a class name are for validate(): Batches and for_each_batch call it.)
nn::Batch make_batch(const ImageSet& set, std::span<const std::size_t> rows,
                     const Scaling& scaling = {});

// The images begin .. end - 1 of the set.
nn::Batch make_batch(const ImageSet& set, std::size_t begin, std::size_t end,
                     const Scaling& scaling = {});

// A new set of the images `rows` of this one, or of its first `count`. Throws as make_batch does.
ImageSet select(const ImageSet& set, std::span<const std::size_t> rows);
ImageSet first_images(const ImageSet& set, std::size_t count);

}  // namespace tapestry::datasets
