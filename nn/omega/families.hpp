// The table of the Omegas that can be asked for by name: programs try, compare and draw them all.
//
//   for (const OmegaFamily& family : omega_families())
//     minimise(loss, *family.make(30, family.shapes[0], tasks));
//   read_omega("l21:0.1", tasks)            // from a command line
//
// A new Omega joins by one row in families.cpp.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "nn/omega/omega.hpp"

namespace tapestry::nn {

// One strength, and for some further numbers: strengths as multiples of the first
// ("outliers/low rank"), or what they are by themselves ("clusters").
struct OmegaFamily {
  std::string name;     // lower case, without spaces or colons: "l21"
  std::string assumes;  // "the tasks use the same features"
  // Throws for numbers that the Omega refuses: a negative one, and for "alternating" and
  // "clustered" a strength of 0, too. `further` has as many as the family; `tasks` is how
  // many tasks there are.
  std::function<std::shared_ptr<const Omega>(double strength, const std::vector<double>& further,
                                             std::size_t tasks)>
      make;
  std::vector<std::string> further = {};  // the names of the further numbers
  // Values of theirs that are worth trying, the usual ones first.
  std::vector<std::vector<double>> shapes = {{}};
  bool ordered = false;  // whether the tasks stand on a chain, in their order
};

// Ridge first: what sharing must be compared with.
const std::vector<OmegaFamily>& omega_families();

// The family of this name; throws, naming all, where there is none.
const OmegaFamily& omega_family(const std::string& name);

// "FAMILY:STRENGTH", or "FAMILY:STRENGTH:FURTHER:FURTHER" with all its further numbers. Throws for
// an unknown family, for what is no number, and for too few or too many.
std::shared_ptr<const Omega> read_omega(const std::string& text, std::size_t tasks);

}  // namespace tapestry::nn
