// What a Diagnosis found, for people: as a table, a CSV file and a picture.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "nn/diagnosis/diagnosis.hpp"

namespace tapestry {

// A line for each layer and pair of tasks, both orders. tasks: the names, by the tasks' numbers.
// "-" where nothing was measured.
std::string diagnosis_table(const nn::Diagnosis& diagnosis, const std::vector<std::string>& tasks);

// The same as BASE.csv, in full precision, and as BASE.png: for each layer a map of the cosines, of
// the shares of conflicts and of the affinities, whose rows are the first tasks. Throws where
// nothing was measured, or a file cannot be written.
void write_diagnosis(const std::filesystem::path& base, const nn::Diagnosis& diagnosis,
                     const std::vector<std::string>& tasks);

}  // namespace tapestry
