// Draws many sets and counts them.
#pragma once

#include <cstddef>
#include <functional>
#include <random>
#include <vector>

#include "tests/assignments/grader/message.hpp"

// Adds to the answer how often each set came out, at the number whose bits are its tasks; and how
// many results were no sets of these tasks, for a task was in one twice or is none.
inline void count_draws(
    const tapestry::grader::Message& request, tapestry::grader::Message& answer,
    const std::function<std::vector<std::size_t>(const std::function<double()>& uniform)>& draw) {
  std::mt19937_64 engine(static_cast<std::uint64_t>(request.number("seed")));
  // 53 bits of it, so that 1 never comes out.
  const std::function<double()> uniform = [&] { return double(engine() >> 11) * 0x1p-53; };
  const std::size_t tasks = request.numbers("scores").size();
  std::vector<double> counts(std::size_t{1} << tasks, 0);
  double no_sets = 0;
  for (double i = 0; i < request.number("draws"); ++i) {
    std::size_t bits = 0;
    bool is_set = true;
    for (const std::size_t t : draw(uniform)) {
      is_set = is_set && t < tasks && (bits >> t & 1) == 0;
      if (is_set) bits |= std::size_t{1} << t;
    }
    if (is_set)
      ++counts[bits];
    else
      ++no_sets;
  }
  answer.set("counts", counts);
  answer.set("no sets", no_sets);
}
