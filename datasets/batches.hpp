// Batches: an endless stream of shuffled mini-batches for training; and the passes over a set in
// order, for evaluation.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "datasets/image_set.hpp"
#include "engine/array/random.hpp"

namespace tapestry::datasets {

// Every batch has batch_size rows. Each epoch is a new shuffle of all the rows, and an epoch's last
// rows share a batch with the first rows of the next one: nothing is dropped or padded, every
// example comes equally often, and sets of different sizes can be trained in turn for ever. (That
// one batch may hold an image twice: once for each epoch.)
//
// It refers to the set, which must outlive it. Same set, rows, batch size and seed: same batches.
class Batches {
 public:
  // All images of the set, or only `rows` of it (the training part of a split, say). Throws where
  // the set is not valid (see ImageSet::validate), the batch size is 0 or larger than the number of
  // rows, or a row is not in the set.
  Batches(const ImageSet& set, std::size_t batch_size, std::uint64_t seed,
          const Scaling& scaling = {});
  Batches(const ImageSet& set, std::vector<std::size_t> rows, std::size_t batch_size,
          std::uint64_t seed, const Scaling& scaling = {});
  Batches(ImageSet&&, std::size_t, std::uint64_t, const Scaling& = {}) = delete;
  Batches(ImageSet&&, std::vector<std::size_t>, std::size_t, std::uint64_t,
          const Scaling& = {}) = delete;

  nn::Batch next();
  nn::Batch operator()() { return next(); }  // so that it is a source for nn::fit

  // Where it is in its stream: an nn::Archive writes or reads it. (A template, because datasets do
  // not know nn.)
  template <class Archive>
  void serialise(Archive& archive) {
    archive.expect("set", set_->name, "the data set");
    archive.expect("rows", order_.size(), "the number of examples");
    archive.expect("batch size", batch_size_, "the batch size");
    const std::vector<std::size_t> rows = order_;
    archive("order", order_);
    archive.require(!archive.reading() || same_rows(order_, rows), "order",
                    "is no order of the rows that are drawn from");
    archive("position", position_);
    archive.require(position_ <= order_.size(), "position", "is behind the last row");
    archive("rng", rng_);
  }

  std::size_t examples() const { return order_.size(); }
  std::size_t batch_size() const { return batch_size_; }

  // The fewest batches in which every example comes at least once: examples / batch_size, rounded
  // up.
  std::size_t batches_per_epoch() const;

 private:
  // Whether one is the other in another order.
  static bool same_rows(std::vector<std::size_t> a, std::vector<std::size_t> b);

  const ImageSet* set_;
  std::vector<std::size_t> order_;  // the rows, in the order of this epoch
  std::size_t position_ = 0;        // how many of them have been handed out
  std::size_t batch_size_;
  Scaling scaling_;
  Rng rng_;
};

// Calls visit with the images in the set's own order, batch_size at a time; the last batch has
// those that remain. Throws where the set is not valid or empty, or the batch size is 0.
void for_each_batch(const ImageSet& set, std::size_t batch_size,
                    const std::function<void(const nn::Batch&)>& visit,
                    const Scaling& scaling = {});

}  // namespace tapestry::datasets
