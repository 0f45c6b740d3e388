// The zoo: for each structure that can be planted, what the Omega made for it finds of the truth.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "datasets/generated/planted_tasks.hpp"
#include "nn/convex/path.hpp"
#include "nn/omega/families.hpp"

namespace tapestry {

// A structure, and the family of Omegas that assumes it.
struct Match {
  datasets::Structure structure;
  std::string family;
};
const std::vector<Match>& matches();

// 20 linear tasks of 30 features, 30 training rows and 20 validation rows each.
datasets::PlantedSizes zoo_sizes();

struct Found {
  Tensor weights;  // [tasks x features]
  double error;    // || w_t - truth_t ||^2, the mean over the tasks
};

// The family's best on the world's validation rows, of `tries` in all: its shapes, each with as
// many strengths as are left for it.
Found find(const nn::OmegaFamily& family, const datasets::PlantedTasks& world, std::size_t tries);

// One structure in the picture.
struct Exhibit {
  Match match;
  datasets::PlantedTasks world;
  Found alone, matched;
};

// A line for each: the structure, ridge's error, and the match's with its name.
std::string zoo_table(const std::vector<Exhibit>& exhibits);

// The truth, what ridge finds and what the match finds, side by side; tasks of one cluster stand
// together.
void draw_zoo(const std::vector<Exhibit>& exhibits, const std::filesystem::path& file);

}  // namespace tapestry
