#include "engine/ops/index/embedding.hpp"

#include "engine/base/error.hpp"
#include "engine/ops/index/gather.hpp"

namespace tapestry {

Var embedding(const Var& table, const std::vector<int>& ids) {
  if (table.rank() != 2)
    base::fail("embedding: ", describe(table),
               ": a table must be [entries x width], a vector a row: reshape it first.");
  const std::size_t entries = table.shape()[0];
  for (std::size_t i = 0; i < ids.size(); ++i)
    if (ids[i] < 0 || static_cast<std::size_t>(ids[i]) >= entries)
      base::fail(
          "embedding: id ", ids[i], " at position ", i, " for the table ", describe(table),
          entries == 0
              ? ": it has no entries: give it at least one row."
              : base::text(": an id must lie in 0 to ", entries - 1, ": number the entries from 0",
                           ids[i] < 0 ? "; a negative id does not count from the end."
                                      : ", or make the table larger."));
  return take_rows(table, ids);
}

}  // namespace tapestry
