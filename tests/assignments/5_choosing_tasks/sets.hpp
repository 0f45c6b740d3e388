// What is right of P(T), by going through all sets in question one by one: no formula of the
// course's is used, so that none can be wrong here and in the answer alike. For a dozen tasks.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "engine/array/random.hpp"
#include "tests/assignments/grader/message.hpp"

namespace tapestry::grader::choosing {

using Numbers = std::vector<double>;
using Bits = std::size_t;  // bit t: whether task t is in the set

// Sets of n tasks: all of them, those of k tasks, and a random half of them with at least one.
std::vector<Bits> all_sets(std::size_t n);
std::vector<Bits> sets_of_size(std::size_t n, std::size_t k);
std::vector<Bits> some_sets(std::size_t n, Rng& rng);

double log_weight(const Numbers& scores, Bits set);

// The logarithm of the summed weight of these sets, and the probability of each where one of them
// is drawn: in long double, over the largest weight.
double log_z(const Numbers& scores, const std::vector<Bits>& sets);
Numbers chances(const Numbers& scores, const std::vector<Bits>& sets);

// Of each task, the summed chances of the sets that it is in.
Numbers in_set(std::size_t n, const std::vector<Bits>& sets, const Numbers& chances);

// Uniform in [low, high]; at these the small numbers of the tests are never near each other.
Numbers random_scores(Rng& rng, std::size_t n, double low, double high);

Numbers tasks_of(Bits set);
std::string set_text(Bits set);                // "{0, 2}"
Numbers as_request(const std::vector<Bits>&);  // set after set: how many tasks it has, and which

}  // namespace tapestry::grader::choosing
