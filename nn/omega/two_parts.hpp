// Two-part models: the tasks' weights are a sum p + q, and each part has an Omega of its own.
#pragma once

#include <string>
#include <utility>

#include "nn/omega/omega.hpp"

namespace tapestry::nn {

// first(p) + second(q), of the tasks' weights p + q; its w is [2 tasks x parameters], the rows of p
// above those of q
//
// Assumes that what the tasks are made of is of two kinds: most often something shared, and the few
// exceptions to it. Any two Omegas of one part go together; dirty, sparse + low rank, robust and
// robust features are such pairs that have a name. Value, gradient and prox are those of the two,
// each on its own part, and so is the cost. Where one part never costs more than the other for the
// same weights, all goes into it: the two strengths must be balanced.
class TwoParts : public Omega {
 public:
  // Throws for an Omega that is itself of two parts, and for nullptr.
  TwoParts(std::shared_ptr<const Omega> first, std::shared_ptr<const Omega> second);

  std::string name() const override { return name_; }
  std::string settings() const override;
  Var of(const Var& w) const override;
  bool smooth() const override { return first_->smooth() && second_->smooth(); }
  bool convex() const override { return first_->convex() && second_->convex(); }
  bool has_prox() const override { return first_->has_prox() && second_->has_prox(); }
  Tensor prox(const Tensor& w, double step) const override;
  Parameters parameters() const override;
  std::shared_ptr<const Omega> convex_bound(const Tensor& w) const override;
  std::size_t parts() const override { return 2; }

 protected:
  // For a pair with a name; `who` begins its errors.
  TwoParts(std::string who, std::string name, std::shared_ptr<const Omega> first,
           std::shared_ptr<const Omega> second);

 private:
  std::string who_, name_;
  std::shared_ptr<const Omega> first_, second_;
};

// The rows of the first part, and those of the second, each [tasks x parameters]. Throws where w
// has not two axes, or an odd number of rows.
std::pair<Var, Var> two_parts(const std::string& who, const Var& w);
std::pair<Tensor, Tensor> two_parts(const std::string& who, const Tensor& w);

// Undoes it: the first above the second.
Tensor join_parts(const Tensor& first, const Tensor& second);

}  // namespace tapestry::nn
