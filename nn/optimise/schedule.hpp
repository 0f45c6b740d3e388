// Learning-rate schedules: the factor on the optimiser's learning rate as training goes on.
#pragma once

#include <functional>

namespace tapestry::nn {

// progress: the share of training that is done, in [0, 1). -> a factor, 0 or more. A function of
// the progress alone, whenever it is asked: a run that goes on from a checkpoint must have the
// same, and asks for that.
using Schedule = std::function<double(double progress)>;

Schedule constant();

// 1 until `when` (a share of training in (0, 1)), and then `factor`.
Schedule step_decay(double when, double factor);

// From 1 down to `last` along half a cosine (Loshchilov & Hutter 2017).
Schedule cosine(double last = 0);

// Rises linearly from 0 during the first `share` of training, and then follows `rest`, which
// must not be an empty function.
Schedule warm_up(double share, Schedule rest);

}  // namespace tapestry::nn
