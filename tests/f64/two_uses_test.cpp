// Wrong ops that are right as long as they are called once, and the sentence that the check
// answers.
#include <gmock/gmock.h>

#include "engine/check/gradient_check.hpp"
#include "engine/engine.hpp"

namespace tapestry {
namespace {

using testing::HasSubstr;
using Vars = std::vector<Var>;

Tensor three_numbers() { return tensor({3}, {0.6, 1.3, 1.9}); }

void expect_cause_of_uses(const GradientReport& report, const std::string& cause) {
  EXPECT_FALSE(report.passed);
  EXPECT_THAT(report.text, HasSubstr("Probable cause: " + cause));
}

TEST(ProbableCauseOfTwoUses, OneOfTwoUsesDropped) {
  // The pullback remembers that it has run, as one would that stores gradients by assignment.
  const auto forgetful = [](const Vars& x) {
    const bool second = Tape::recording() != nullptr && Tape::recording()->size() > 0;
    return record("my_neg", (-x[0]).value(),
                  {{x[0], [second](const Var& g, const Var&) { return second ? 0 * g : -g; }}});
  };
  const GradientReport report = check_gradient("my_neg", forgetful, {three_numbers()});
  expect_cause_of_uses(
      report,
      "one of the two uses is dropped: a use's contribution replaces what the other one "
      "sent instead of being added to it.");
  EXPECT_THAT(report.text, HasSubstr("the gradient after two uses of input 0 [3] is wrong"));
}

TEST(ProbableCauseOfTwoUses, WhatBelongsToACallIsKeptWhereTheNextOneFindsIt) {
  static Var last;
  const auto careless = [](const Vars& x) {
    last = x[0];
    return record("my_square", (x[0] * x[0]).value(),
                  {{x[0], [](const Var& g, const Var&) { return 2 * last * g; }}});
  };
  const GradientReport report = check_gradient("my_square", careless, {three_numbers()});
  last = Var();
  expect_cause_of_uses(
      report,
      "each use has the gradient of the last one: the op keeps what belongs to a call "
      "where the next call overwrites it, as in a static or a member: let the pullback's "
      "lambda capture it.");
}

TEST(ProbableCauseOfTwoUses, WhatBelongsToTheFirstCallIsKeptForAll) {
  const auto careless = [first = std::make_shared<Var>()](const Vars& x) {
    if (first->empty() || first->value() == x[0].value()) *first = x[0];
    const Var kept = *first;
    return record("my_square", (x[0] * x[0]).value(),
                  {{x[0], [kept](const Var& g, const Var&) { return 2 * kept * g; }}});
  };
  expect_cause_of_uses(
      check_gradient("my_square", careless, {three_numbers()}),
      "each use has the gradient of the first one: the op keeps what belongs to its first "
      "call for all others, as in a static: let the pullback's lambda capture it anew.");
}

}  // namespace
}  // namespace tapestry
