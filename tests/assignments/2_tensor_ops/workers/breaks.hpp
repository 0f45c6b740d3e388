// The ways in which part "check" breaks a pullback: the grader names one, and the worker does it.
#pragma once

namespace tapestry::grader::tensor_ops {

enum class Break {
  none,
  no_upstream,
  sign,
  factor,
  nothing,
  slightly,
  last_element,
  averaged,
  reversed,
  transposed,
  nan,
  kept_elsewhere,
  first_output
};

}  // namespace tapestry::grader::tensor_ops
