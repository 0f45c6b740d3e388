// Whether sets that were drawn have the probabilities that they should.
#pragma once

#include "tests/assignments/5_choosing_tasks/sets.hpp"
#include "tests/assignments/grader/assignment.hpp"

namespace tapestry::grader::choosing {

// Where a wrong way to draw gets other probabilities, all sets' in the order of their bits.
struct WrongDraw {
  Mistake mistake;
  Numbers chances;
};

// Asks for 20,000 draws, three times: twice with the same random numbers, which must give the same
// sets, and once with others, which must not. Compares their counts with `right`, all sets'
// chances, by Pearson's chi-squared. An answer that is right fails about once in ten million times.
// Of those that are wrong, the cause is the first of the known ones that the counts agree with.
Finding check_draws(const Ask& ask, Rng& rng, Message request, const std::string& tried,
                    const Numbers& right, const std::vector<WrongDraw>& known);

// The chances of some sets among those of all sets of n tasks, which are 0 for the others.
Numbers spread(std::size_t n, const std::vector<Bits>& sets, const Numbers& chances);

}  // namespace tapestry::grader::choosing
