// Published figures that groupings were chosen by, as data: to try the search on, and to check it
// by. Figures only; each entry says where they stand.
#pragma once

#include <string>
#include <vector>

#include "nn/grouping/candidate_groups.hpp"

namespace tapestry::nn {

struct PublishedAffinities {
  std::string name, source;
  std::string measured;  // what the figures are
  std::vector<std::string> tasks;
  std::vector<double> affinities;  // as groups_from_affinities takes them; larger is better
  std::vector<double> own_scores;  // the same; -1e6 where the paper's search has that, for never
};

// The six tables of Fifty et al. 2021 (TAG) in google-research/google-research, folder
// tag/network_selection: affinities, cosines and the scores of trained pairs, of nine attributes of
// CelebA and five tasks of Taskonomy. All digits that the notebooks have.
const std::vector<PublishedAffinities>& published_affinities();

struct PublishedLosses {
  std::string name, source;
  std::vector<std::string> tasks;
  // 36 networks, in the same order: each of the five tasks alone in half a network (cost 0.5), then
  // all groups of the tasks in one network each (cost 1, the "standard network time").
  std::vector<MeasuredGroup> validation, test;
  // The curves of make_plots.py there, drawn in the paper's figures: for each budget the sum of the
  // test losses, where networks are chosen by their validation losses (`best_totals`), and by
  // estimates for groups of three and more from those of pairs (`by_pairs_totals`: "HOA").
  std::vector<double> budgets, best_totals, by_pairs_totals;
};

// The four settings of Standley et al. 2020 in tstandley/taskgrouping, folder network_selection:
// five tasks of Taskonomy, and all their groups trained. The files do not name their columns. In
// settings 1 to 3 they are taken to stand in the order of the training script's letters, s d n k
// and edges; issue 7 of the repository confirms it for normals and edges. Setting 4 has other
// tasks, and its columns are numbered.
const std::vector<PublishedLosses>& published_losses();

}  // namespace tapestry::nn
