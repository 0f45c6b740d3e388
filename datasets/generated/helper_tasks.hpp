// One task with few rows, and others of which some help it, some say nothing, and some mislead: for
// methods that are to find out which.
//
//   h(x)_m = tanh(slope u_m x),   label = 1 where a_t h(x) > 0, else 0,   x ~ N(0, I)
//
// u_1 .. u_hidden are orthonormal, and common to all tasks. Every a_t has length 1. a_0 is the
// target's, and what another task is worth to the target is the cosine of the two:
//
//   useful, harmful:  a_t = c a_0 + sqrt(1 - c^2) e_t,  e_t a direction orthogonal to a_0
//   useless:          the label is a coin, whatever x is
#pragma once

#include <cstddef>
#include <string>

#include "engine/array/random.hpp"
#include "nn/tasks/batch.hpp"

namespace tapestry::datasets {

// What a task is to the target, which is task 0.
enum class HelperKind { target, useful, useless, harmful };
std::string name_of(HelperKind kind);  // "target", ...

class HelperTasks {
 public:
  struct Sizes {
    std::size_t features = 20, hidden = 3;
    double slope = 2;
    std::size_t useful = 3, useless = 4, harmful = 3;    // how many; in this order after task 0
    double useful_cosine = 0.97, harmful_cosine = -0.7;  // c
  };

  // Draws u and a. Same sizes and generator state: same tasks. Throws for fewer than 2 hidden
  // features, fewer features than that, a slope that is not positive and finite, and cosines
  // outside of [-1, 1].
  HelperTasks(const Sizes& sizes, Rng& rng);

  std::size_t tasks() const;                                // the target is one of them
  HelperKind kind(std::size_t task) const;                  // throws for an unknown task
  const Tensor& directions() const { return directions_; }  // u [hidden x features]
  const Tensor& weights() const { return weights_; }  // a [tasks x hidden]; of the useless ones 0

  // New examples of a task: inputs [rows x features], labels 0 and 1. Throws for an unknown task,
  // and for no rows.
  nn::Batch draw(std::size_t task, std::size_t rows, Rng& rng) const;

 private:
  Sizes sizes_;
  Tensor directions_, weights_;
};

}  // namespace tapestry::datasets
