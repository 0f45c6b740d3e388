// Which Omega is made for which structure: stated here, before anything is measured.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "datasets/generated/planted_tasks.hpp"

// The names are those of nn::omega_families().
struct Plan {
  tapestry::datasets::Structure structure;
  tapestry::datasets::PlantedSizes sizes;
  // The families that assume just this structure. Each has to beat the single tasks, and every
  // family that is in none of the lists.
  std::vector<std::string> matches;
  // Families whose assumption holds here, too, though it is a weaker one. They are measured, but
  // are not counted among those that the matches have to beat.
  std::vector<std::string> contain = {};
  // A match, and a family that it was not found to beat when the sizes were chosen.
  std::vector<std::pair<std::string, std::string>> not_claimed = {};
};

// One for each of datasets::all_structures(), in that order.
const std::vector<Plan>& plans();
