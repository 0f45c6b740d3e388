// All of nn: nets, tasks, training, evaluation and saved parameters.
#pragma once

#include "nn/checkpoint.hpp"
#include "nn/dense.hpp"
#include "nn/evaluate.hpp"
#include "nn/fit.hpp"
#include "nn/initialise.hpp"
#include "nn/multi_task_model.hpp"
#include "nn/multi_task_net.hpp"
#include "nn/omega.hpp"
#include "nn/optimiser.hpp"
#include "nn/parameter.hpp"
#include "nn/progress_line.hpp"
#include "nn/schedule.hpp"
#include "nn/subset_selection.hpp"
#include "nn/task.hpp"
