// From chosen groups to a Grouping: who serves whom.
#pragma once

#include "nn/grouping/best_grouping.hpp"

namespace tapestry::nn {

// Each task to the chosen group in which its score is best (of equals to the lowest number), and
// without the groups that then serve none. A task that no chosen group has counts uncovered[task];
// the number of uncovered values is the number of tasks. upper_bound and baseline stay 0.
Grouping serve_tasks(const std::vector<CandidateGroup>& candidates, std::vector<std::size_t> chosen,
                     const std::vector<double>& uncovered);

}  // namespace tapestry::nn
