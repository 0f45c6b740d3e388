#include "tests/assignments/1_scalar_tape/slips.hpp"

#include <numeric>

namespace tapestry::grader::scalar_tape {
namespace {

struct KnownSlip {
  Slip slip;
  Mistake mistake;
  bool passes_over_zeros = false;
};

const std::vector<KnownSlip>& slips() {
  // Made at once, for several threads grade a class.
  static const std::vector<KnownSlip> made = [] {
    std::vector<KnownSlip> all = {
        {Slip::overwrites,
         {"what comes in later is written over what is there: = where += must stand",
          "chapter 1, \"What goes wrong without it\": each use of a value adds its part"}},
        {Slip::keeps_first,
         {"only the first part that comes in is kept",
          "chapter 1: a value that is used twice gets the sum of both parts"}},
        {Slip::too_early,
         {"gradients are passed on too early: the records are visited from the first to the last",
          "chapter 1, \"Why nothing needs sorting\": walk from the last record to the first"}},
        {Slip::no_upstream,
         {"slopes are added up and not multiplied: the gradient at the output is missing as a "
          "factor",
          "the chain rule: an input's part is the gradient at the output times the slope"}},
        {Slip::swapped_slopes,
         {"the slopes of * are the wrong way round: d(ab)/da is b",
          "chapter 1, \"Walk back by hand\": z = y t sends y's slope to t, and t's to y"}},
        {Slip::first_input,
         {"the second input gets nothing", "an op with two inputs sends a part to each"}},
        {Slip::starts_at_y,
         {"the walk starts with the value of y: it must start with 1",
          "chapter 1: the gradient of z at z itself is 1"}}};
    all.push_back(
        {Slip::depth_first,
         {"passed on too early: a recursion passes on what has come in when it first gets "
          "to a value, and more comes in later",
          "chapter 2, \"Record by record\": backwards along the list, every use of a value "
          "comes before the value"}});
    all.push_back(
        {Slip::sent_again,
         {"what has been passed on before is passed on again with each part that comes in",
          "chapter 2, \"Record by record\": visit each record once, when all has come in"}});
    for (std::size_t i = 0, n = all.size(); i < n; ++i)
      all.push_back({all[i].slip, all[i].mistake, true});
    return all;
  }();
  return made;
}

}  // namespace

std::vector<std::size_t> up_to(std::size_t n) {
  std::vector<std::size_t> all(n);
  std::iota(all.begin(), all.end(), std::size_t{0});
  return all;
}

std::vector<double> at(const std::vector<double>& all, const std::vector<std::size_t>& places) {
  std::vector<double> out;
  for (const std::size_t i : places) out.push_back(all[i]);
  return out;
}

std::vector<Mistake> mistakes() {
  std::vector<Mistake> out = {{"all is 0: nothing of it has arrived",
                               "is the 1 put at y's own record, is a copy of a Value the same "
                               "record, and does the walk begin "
                               "at y and end with the first record?"}};
  for (const KnownSlip& one : slips()) out.push_back(one.mistake);
  return out;
}

std::vector<std::vector<double>> slipped(const Program& program, std::size_t y,
                                         const std::vector<std::size_t>& xs) {
  std::vector<std::vector<double>> out = {std::vector<double>(xs.size(), 0)};
  for (const KnownSlip& one : slips()) {
    const std::vector<double> all = walked(program, y, one.slip, {}, one.passes_over_zeros);
    out.push_back(all.empty() ? std::vector<double>{} : at(all, xs));
  }
  return out;
}

}  // namespace tapestry::grader::scalar_tape
