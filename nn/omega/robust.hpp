// Robust multi-task learning: a shared subspace, and tasks that are outliers to it.
#pragma once

#include "nn/omega/omega_checks.hpp"
#include "nn/omega/task_groups.hpp"
#include "nn/omega/trace_norm.hpp"
#include "nn/omega/two_parts.hpp"

namespace tapestry::nn {

// low_rank * || p ||_trace + outliers * sum_t || q_t ||, of the tasks' weights p + q; its w is
// [2 tasks x parameters], the rows of p above those of q.
//
// Assumes that most tasks share a subspace of few dimensions (p), and that few have weights of
// their own (q), which must not bend that subspace (Chen, Zhou & Ye 2011, "Integrating low-rank and
// group-sparse structures for robust multi-task learning"). An outlier task is then learnt nearly
// alone. It hurts where most tasks are outliers; with outliers >= low_rank
// all is put in p, as a trace norm is at most the sum of its rows' lengths; with outliers <=
// low_rank / sqrt(tasks), all in q. Gradient, prox and cost are those of the trace norm and of the
// task groups.
class Robust : public TwoParts {
 public:
  Robust(double low_rank, double outliers)
      : TwoParts("Robust", "robust",
                 std::make_shared<TraceNorm>(
                     checked_strength("Robust", low_rank, "strength of the low-rank part")),
                 std::make_shared<TaskGroups>(
                     checked_strength("Robust", outliers, "strength of the outliers' part"))) {}
};

}  // namespace tapestry::nn
