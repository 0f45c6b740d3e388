#include "datasets/batches.hpp"

#include <algorithm>
#include <numeric>

#include "datasets/random.hpp"
#include "engine/base/error.hpp"

namespace tapestry::datasets {
namespace {

std::vector<std::size_t> all_rows(const ImageSet& set) {
  std::vector<std::size_t> rows(set.size());
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  return rows;
}

}  // namespace

Batches::Batches(const ImageSet& set, std::size_t batch_size, std::uint64_t seed,
                 const Scaling& scaling)
    : Batches(set, all_rows(set), batch_size, seed, scaling) {}

Batches::Batches(const ImageSet& set, std::vector<std::size_t> rows, std::size_t batch_size,
                 std::uint64_t seed, const Scaling& scaling)
    : set_(&set), order_(std::move(rows)), batch_size_(batch_size), scaling_(scaling), rng_(seed) {
  set.validate();
  if (order_.empty())
    base::fail("Batches: '", set.name, "' has no rows to draw from: give it at least one.");
  if (batch_size == 0 || batch_size > order_.size())
    base::fail("Batches: a batch size of ", batch_size, " was asked for ", order_.size(),
               " rows of '", set.name, "': it must be 1 to ", order_.size(), ".");
  for (std::size_t row : order_)
    if (row >= set.size())
      base::fail("Batches: row ", row, " was given for '", set.name, "', which holds ", set.size(),
                 " images: rows count from 0 and must be smaller than that.");
  shuffle(order_, rng_);
}

nn::Batch Batches::next() {
  std::vector<std::size_t> rows;
  rows.reserve(batch_size_);
  while (rows.size() < batch_size_) {
    if (position_ == order_.size()) {
      shuffle(order_, rng_);
      position_ = 0;
    }
    rows.push_back(order_[position_++]);
  }
  return make_batch(*set_, rows, scaling_);
}

bool Batches::same_rows(std::vector<std::size_t> a, std::vector<std::size_t> b) {
  std::sort(a.begin(), a.end());
  std::sort(b.begin(), b.end());
  return a == b;
}

std::size_t Batches::batches_per_epoch() const {
  return (order_.size() + batch_size_ - 1) / batch_size_;
}

void for_each_batch(const ImageSet& set, std::size_t batch_size,
                    const std::function<void(const nn::Batch&)>& visit, const Scaling& scaling) {
  set.validate();
  if (batch_size == 0 || set.size() == 0)
    base::fail("for_each_batch: a batch size of ", batch_size, " was asked for the ", set.size(),
               " images of '", set.name, "': both must be at least 1.");
  for (std::size_t begin = 0; begin < set.size(); begin += batch_size)
    visit(make_batch(set, begin, std::min(begin + batch_size, set.size()), scaling));
}

}  // namespace tapestry::datasets
