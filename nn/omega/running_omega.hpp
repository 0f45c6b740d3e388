// RunningOmega: an Omega of many tasks, for steps on a few of them.
//
// A step moves its own tasks' weights alone, so it needs Omega's gradient in their rows alone.
// Where that depends on the other tasks by a little that can be kept up to date (their mean), or on
// few of them (a graph's neighbours), a step on 32 of 10,000 tasks costs 32.
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "engine/core/var.hpp"
#include "nn/files/archive.hpp"

namespace tapestry::nn {

class RunningOmega {
 public:
  virtual ~RunningOmega() = default;

  // `rows`, ascending, are the step's tasks as rows of the whole w; w [rows.size() x parameters] ->
  // a scalar whose gradient in w is Omega's in these rows. Its value is these tasks' part.
  virtual Var of(const Var& w, const std::vector<std::size_t>& rows) const = 0;

  // Afterwards: the same rows before and after the step, each [rows.size() x parameters].
  virtual void moved(const std::vector<std::size_t>& rows, const Tensor& before,
                     const Tensor& after) = 0;

  // Writes or reads what it remembers.
  virtual void serialise(Archive& archive) = 0;
};

}  // namespace tapestry::nn
