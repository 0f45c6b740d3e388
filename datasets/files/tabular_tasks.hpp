// Tabular tasks from one CSV file: a column says which task a row belongs to, another what is to be
// predicted, and all others are the features, which all tasks share.
//
//   school,score,x0,x1        load_tabular_tasks("school.csv", "school", "score")
//   0,17,1,0                  -> two tasks, "0" of two rows and "7" of two
//   0,5,1,0
//   7,16,1,2.5
//   7,12,0,3
//
// The file: the first line names the columns; commas divide the fields; lines end in LF or CRLF,
// and a UTF-8 byte order mark is skipped. Quoted fields (RFC 4180) are refused, not misread: write
// the file without them. Features and targets are decimal numbers with a point; a task's name is
// any text that is not empty. Nothing is filled in, trimmed or left out.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "nn/tasks/batch.hpp"

namespace tapestry::datasets {

struct TabularTasks {
  std::vector<std::string> names;     // the tasks, in the order of their first rows
  std::vector<std::string> features;  // the columns of the inputs, in the file's order
  std::vector<nn::Batch> tasks;  // beside names: inputs [rows x features], and targets or labels
};

enum class TabularTarget {
  number,  // Batch::targets [rows x 1]
  label,   // Batch::labels: whole numbers from 0
};

// Reads the file. A task's rows need not stand together; each task must have least_rows of them in
// all, or the error names the task and the line of its first row: from fewer there is nothing to
// hold out. Throws, naming the file, the line and the column: where the file cannot be read, is
// larger than 1 GiB, is empty or has no rows; for a column that is not there, has no name, or is
// there twice; where the task's column is also the target's, or no feature is left; for a row with
// more or fewer fields than the header, a quote, a field that is empty, and one that is not a
// finite number (or a label) where it must be.
TabularTasks load_tabular_tasks(const std::filesystem::path& path, const std::string& task_column,
                                const std::string& target_column,
                                TabularTarget target = TabularTarget::number,
                                std::size_t least_rows = 2);

}  // namespace tapestry::datasets
