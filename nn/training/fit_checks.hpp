// What is wrong with what fit and Trainer were given. A part of Trainer; users need
// nn/training/fit.hpp alone.
#pragma once

#include <vector>

#include "nn/tasks/multi_task_model.hpp"
#include "nn/tasks/source.hpp"
#include "nn/training/fit_options.hpp"

namespace tapestry::nn {

// Throw as fit() says.
void check_sources(const MultiTaskModel& model, const std::vector<BatchSource>& sources);
void check_groups(const MultiTaskModel& model, const std::vector<SourceGroup>& groups);
void check_has_state(const MultiTaskModel& model, const std::vector<BatchSource>& sources,
                     const FitOptions& options);
void check_has_state(const SharedSource& source, const FitOptions& options);
void check_options(const MultiTaskModel& model, const FitOptions& options);

}  // namespace tapestry::nn
