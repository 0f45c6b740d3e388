#include "nn/omega/two_parts.hpp"

#include <algorithm>

#include "engine/base/error.hpp"
#include "engine/ops/elementwise/arithmetic.hpp"
#include "engine/ops/shape/concatenate.hpp"
#include "nn/omega/omega_checks.hpp"

namespace tapestry::nn {
namespace {

std::size_t rows_of_a_part(const std::string& who, const Shape& w) {
  check_two_axes(who, w);
  if (w[0] % 2 != 0)
    base::fail(
        who, ": w is ", to_string(w),
        ", but its first axis must be even: a row a task of the first part, and then as many of "
        "the second.");
  return w[0] / 2;
}

void check_part(const std::string& who, const std::shared_ptr<const Omega>& part) {
  if (!part || part->parts() != 1)
    base::fail(who, ": ",
               part ? "'" + part->name() + "' has two parts itself" : "a part is nullptr",
               ", but each part must be an Omega of one.");
}

}  // namespace

TwoParts::TwoParts(std::shared_ptr<const Omega> first, std::shared_ptr<const Omega> second)
    : TwoParts("TwoParts", "", std::move(first), std::move(second)) {}

TwoParts::TwoParts(std::string who, std::string name, std::shared_ptr<const Omega> first,
                   std::shared_ptr<const Omega> second)
    : who_(std::move(who)),
      name_(std::move(name)),
      first_(std::move(first)),
      second_(std::move(second)) {
  check_part(who_, first_);
  check_part(who_, second_);
  if (name_.empty()) name_ = first_->name() + " and " + second_->name();
}

std::string TwoParts::settings() const {
  return first_->name() + ": " + first_->settings() + "; " + second_->name() + ": " +
         second_->settings();
}

Var TwoParts::of(const Var& w) const {
  const auto [p, q] = two_parts(who_, w);
  return first_->of(p) + second_->of(q);
}

Tensor TwoParts::prox(const Tensor& w, double step) const {
  check_prox(who_, w.shape(), step);
  const auto [p, q] = two_parts(who_, w);
  return join_parts(first_->prox(p, step), second_->prox(q, step));
}

// Of each part its bound, or itself where it is convex.
std::shared_ptr<const Omega> TwoParts::convex_bound(const Tensor& w) const {
  if (convex()) return Omega::convex_bound(w);
  const auto [p, q] = two_parts(who_, w);
  return std::make_shared<TwoParts>(first_->convex() ? first_ : first_->convex_bound(p),
                                    second_->convex() ? second_ : second_->convex_bound(q));
}

Parameters TwoParts::parameters() const {
  Parameters all = first_->parameters();
  const Parameters more = second_->parameters();
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

std::pair<Var, Var> two_parts(const std::string& who, const Var& w) {
  const std::size_t rows = rows_of_a_part(who, w.shape());
  return {narrow(w, 0, 0, rows), narrow(w, 0, rows, rows)};
}

std::pair<Tensor, Tensor> two_parts(const std::string& who, const Tensor& w) {
  const std::size_t rows = rows_of_a_part(who, w.shape());
  Tensor first = uninitialised({rows, w.shape()[1]}), second = first;
  std::copy_n(w.data(), first.size(), first.data());
  std::copy_n(w.data() + first.size(), second.size(), second.data());
  return {first, second};
}

Tensor join_parts(const Tensor& first, const Tensor& second) {
  Tensor w = uninitialised({first.shape()[0] + second.shape()[0], first.shape()[1]});
  std::copy_n(first.data(), first.size(), w.data());
  std::copy_n(second.data(), second.size(), w.data() + first.size());
  return w;
}

}  // namespace tapestry::nn
