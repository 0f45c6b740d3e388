#include "engine/ops/embedding.hpp"

#include "engine/error.hpp"
#include "engine/ops/rows.hpp"

namespace tapestry {

Var embedding(const Var& table, const std::vector<int>& ids) {
  if (table.rank() != 2)
    fail("embedding: ", describe(table),
         ": a table must be [entries x width], a vector a row: reshape it first.");
  const std::size_t entries = table.shape()[0];
  for (std::size_t i = 0; i < ids.size(); ++i)
    if (ids[i] < 0 || static_cast<std::size_t>(ids[i]) >= entries)
      fail("embedding: id ", ids[i], " at position ", i, " for the table ", describe(table),
           entries == 0
               ? ": it has no entries: give it at least one row."
               : text(": an id must lie in 0 to ", entries - 1, ": number the entries from 0",
                      ids[i] < 0 ? "; a negative id does not count from the end."
                                 : ", or make the table larger."));
  return rows(table, ids);
}

}  // namespace tapestry
