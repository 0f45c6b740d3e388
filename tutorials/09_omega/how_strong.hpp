// How strong Omega should be: who chooses it, and what its number means.
#pragma once

namespace tapestry {

void how_strong();
void sums_of_rows();

}  // namespace tapestry
