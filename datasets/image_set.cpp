#include "datasets/image_set.hpp"

#include <algorithm>
#include <numeric>

#include "engine/base/error.hpp"

namespace tapestry::datasets {
namespace {

void require_row(const ImageSet& set, std::size_t row, const char* caller) {
  if (row >= set.size())
    base::fail(caller, ": image ", row, " was asked of '", set.name, "', which holds ", set.size(),
               " images: rows count from 0 and must be smaller than that.");
}

void require_range(const ImageSet& set, std::size_t begin, std::size_t end, const char* caller) {
  if (begin >= end || end > set.size())
    base::fail(caller, ": images ", begin, " up to but not including ", end, " were asked of '",
               set.name, "', which holds ", set.size(),
               " images: ask for at least one, and end at ", set.size(), " at most.");
}

// The inner loop of every training step. Its constants are copies because a write through `out`
// might otherwise, for all the compiler knows, change them; so it becomes vector instructions.
void scale_pixels(const std::uint8_t* pixels, std::size_t count, Scaling scaling, Scalar* out) {
  const Scalar scale = scaling.scale;
  const Scalar offset = scaling.offset;
  for (std::size_t i = 0; i < count; ++i) out[i] = static_cast<Scalar>(pixels[i]) * scale - offset;
}

// What reading pixels relies on: the part of validate() that costs nothing.
void require_pixels(const ImageSet& set) {
  if (set.features() == 0)
    base::fail("image set '", set.name, "': its images are ", set.channels, " x ", set.height,
               " x ", set.width, " (channels x height x width): none of the three may be 0.");
  if (set.pixels.size() != set.size() * set.features())
    base::fail("image set '", set.name, "': ", set.size(), " labels and images of ", set.features(),
               " bytes need ", set.size() * set.features(), " bytes of pixels, but there are ",
               set.pixels.size(), ": give each image exactly one label.");
}

}  // namespace

void ImageSet::validate() const {
  require_pixels(*this);
  for (std::size_t i = 0; i < size(); ++i)
    if (labels[i] < 0 || static_cast<std::size_t>(labels[i]) >= classes())
      base::fail("image set '", name, "': the label of image ", i, " is ", labels[i],
                 ", but there are names for the ", classes(),
                 " classes from 0 on: correct the label, or name every class.");
}

Scaling centred(const ImageSet& set) {
  if (set.pixels.empty())
    base::fail("centred: '", set.name, "' holds no images, so it has no mean: give it some first.");
  const auto sum = std::accumulate(set.pixels.begin(), set.pixels.end(), std::uint64_t{0});
  const double mean = static_cast<double>(sum) / static_cast<double>(set.pixels.size());
  Scaling scaling;
  scaling.offset = static_cast<Scalar>(mean / 255);
  return scaling;
}

nn::Batch make_batch(const ImageSet& set, std::span<const std::size_t> rows,
                     const Scaling& scaling) {
  require_pixels(set);
  if (rows.empty())
    base::fail("make_batch: no rows were asked of '", set.name, "': a batch needs at least one.");
  for (std::size_t row : rows) require_row(set, row, "make_batch");
  const std::size_t features = set.features();
  nn::Batch batch;
  batch.inputs = uninitialised({rows.size(), features});
  batch.labels.resize(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    scale_pixels(&set.pixels[rows[i] * features], features, scaling,
                 batch.inputs.data() + i * features);
    batch.labels[i] = set.labels[rows[i]];
  }
  return batch;
}

nn::Batch make_batch(const ImageSet& set, std::size_t begin, std::size_t end,
                     const Scaling& scaling) {
  require_range(set, begin, end, "make_batch");
  std::vector<std::size_t> rows(end - begin);
  std::iota(rows.begin(), rows.end(), begin);
  return make_batch(set, rows, scaling);
}

ImageSet select(const ImageSet& set, std::span<const std::size_t> rows) {
  require_pixels(set);
  for (std::size_t row : rows) require_row(set, row, "select");
  const std::size_t features = set.features();
  ImageSet out{set.name, set.height, set.width,       set.channels,
               {},       {},         set.class_names, set.stand_in};
  out.pixels.resize(rows.size() * features);
  out.labels.resize(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    std::copy_n(&set.pixels[rows[i] * features], features, &out.pixels[i * features]);
    out.labels[i] = set.labels[rows[i]];
  }
  return out;
}

ImageSet first_images(const ImageSet& set, std::size_t count) {
  require_range(set, 0, count, "first");
  std::vector<std::size_t> rows(count);
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  return select(set, rows);
}

}  // namespace tapestry::datasets
