// embedding: a table of vectors, looked up by number.
#pragma once

#include <vector>

#include "engine/core/var.hpp"

namespace tapestry {

// table [entries x width], ids of length k -> [k x width]: row i of the result is row ids[i] of the
// table. It is `take_rows` for a matrix, under the name that it has in nets: each word, pupil or
// product gets a vector that is trained. The gradient goes to the rows that were looked up, to one
// that was looked up several times in sum, and is 0 at all others. (It has the table's size: for a
// large table and few ids, most of it is zeros.) Throws where the table is not a matrix, and where
// an id is outside 0 .. entries - 1.
Var embedding(const Var& table, const std::vector<int>& ids);

}  // namespace tapestry
