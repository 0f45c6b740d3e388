// Part "walk": values, and gradients against forward-mode derivatives.
#include "engine/base/error.hpp"
#include "tests/assignments/1_scalar_tape/grading.hpp"
#include "tests/assignments/1_scalar_tape/slips.hpp"

namespace tapestry::grader::scalar_tape {
namespace {

const std::vector<Op> kTwoOps = {Op::add, Op::multiply};
const Mistake kFromTheLast = {
    "the walk begins at the last record, and not at y",
    "the 1 belongs to the record of y, which need not be the last one of the tape"};
const std::string kRecursion =
    "the stack is full: a recursion along the chain, in the walk, in a sort, or in the destructors "
    "of values that own each other; or an array that is too small for so many";
const std::string kEachPath = "each path is followed by itself: sixty doublings have 2^60 of them";

std::vector<double> as_numbers(const std::vector<std::size_t>& places) {
  return {places.begin(), places.end()};
}

std::vector<double> gradients_of(const Ask& ask, const Program& program,
                                 const std::vector<std::size_t>& ys,
                                 const std::vector<std::size_t>& xs) {
  Message request = program.request();
  request.set("ys", as_numbers(ys));
  request.set("xs", as_numbers(xs));
  return ask("gradient", request).numbers("gradients");
}

Finding compare_gradients(const Ask& ask, const std::vector<Program>& programs, bool in_between) {
  Comparison comparison(mistakes());
  for (const Program& program : programs) {
    const std::vector<std::size_t> xs = up_to(in_between ? program.size() : program.leaves.size());
    const std::size_t y = program.last();
    const std::vector<double> answer = gradients_of(ask, program, {y}, xs);
    comparison.add("the gradient of the last of " + program.text() + (in_between ? ", at all" : ""),
                   answer, derivatives(program, y, xs), slipped(program, y, xs));
  }
  return comparison.finding();
}

Finding check_values(const Ask& ask, Rng& rng) {
  Comparison comparison;
  std::vector<Program> programs = {{{0.1, 3}, {{Op::multiply, 0, 1}, {Op::add, 2, 0}}}};
  for (int i = 0; i < 5; ++i) programs.push_back(random_program(rng, 3, 6, kTwoOps));
  for (const Program& program : programs) {
    const Message answer = ask("values", program.request());
    comparison.add("all values of " + program.text(), answer.numbers("values"), values(program));
    if (!comparison.right()) continue;
    if (answer.numbers("converts") != std::vector<double>{1})
      return {
          false,
          "Value x = 2.0, 2.0 * x + 1.0 and 1.0 + x * 2.0",
          "they do not compile",
          "a double becomes a Value by itself",
          "the constructor is explicit, or the ops are such that nothing converts: a member "
          "function has no double on its left",
          "a constructor Value(double) without explicit, and ops outside the class that take two "
          "Values"};
    const double x = program.leaves[0];
    comparison.add(base::text("2.0 * x + 1.0 and 1.0 + x * 2.0 at x = ", x),
                   answer.numbers("mixed"), {2 * x + 1, 2 * x + 1});
  }
  return comparison.finding();
}

Finding check_one_use(const Ask& ask, Rng& rng) {
  std::vector<Program> programs = {{{2, 5}, {{Op::multiply, 0, 1}}}};
  for (std::size_t n = 3; n < 8; ++n)
    programs.push_back(random_program(rng, n, n - 1, kTwoOps, true));
  const Finding finding = compare_gradients(ask, programs, false);
  if (!finding.right) return finding;
  // Numbers among the Values, before and after them. Where they do not convert, the check of values
  // has said so, and the worker gives the slope of x itself.
  Comparison mixed(std::vector<Mistake>{{"two values of the same number are taken for one",
                                         "each Value(2.0) is a value of its own"}});
  for (const double before : {1, 0}) {
    Message request = programs[0].request();
    const bool converts = ask("values", request).numbers("converts") == std::vector<double>{1};
    request.set("before", before);
    mixed.add(before == 1 ? "the gradient of 2.0 * x + 1.0" : "the gradient of 1.0 + x * 2.0",
              ask("mixed", request).numbers("gradients"), {converts ? 2.0 : 1.0}, {{4}});
  }
  return mixed.finding();
}

Finding check_two_uses(const Ask& ask, Rng& rng) {
  std::vector<Program> programs = {
      {{1.5}, {{Op::multiply, 0, 0}}},
      {{1.5, 2}, {{Op::multiply, 0, 1}, {Op::add, 2, 2}, {Op::add, 2, 3}, {Op::multiply, 4, 0}}}};
  for (int i = 0; i < 10; ++i) programs.push_back(random_program(rng, 3, 8, kTwoOps));
  return compare_gradients(ask, programs, false);
}

Finding check_in_between(const Ask& ask, Rng& rng) {
  std::vector<Program> programs = {
      {{1.5, 2, 3}, {{Op::multiply, 0, 1}, {Op::add, 3, 0}}}};  // the leaf c is used nowhere
  for (int i = 0; i < 10; ++i) programs.push_back(random_program(rng, 4, 8, kTwoOps));
  const Finding finding = compare_gradients(ask, programs, true);
  if (!finding.right) return finding;
  // A leaf has gradients, too: 1 at itself, whatever was made of it later.
  Comparison of_leaf(std::vector<Mistake>{kFromTheLast});
  of_leaf.add("the gradients of the second leaf of " + programs[0].text(),
              gradients_of(ask, programs[0], {1}, {0, 1, 2, 3, 4}), {0, 1, 0, 0, 0},
              {derivatives(programs[0], programs[0].last(), {0, 1, 2, 3, 4})});
  return of_leaf.finding();
}

Finding check_again(const Ask& ask, Rng& rng) {
  std::vector<Mistake> known = {
      {"the second gradient is added to what the first one has left",
       "chapter 1, \"Let the tape do it\": the gradients belong to one walk, and begin at 0"},
      kFromTheLast};
  for (const Mistake& one : mistakes()) known.push_back(one);
  Comparison comparison(known);
  std::vector<double> first_wrong, was_right;
  for (int i = 0; i < 5; ++i) {
    const Program program = random_program(rng, 3, 8, kTwoOps);
    const std::vector<std::size_t> xs = up_to(3);
    const std::vector<std::size_t> ys = {program.last(), program.last(), program.last() - 1,
                                         program.last()};
    const std::vector<double> answer = gradients_of(ask, program, ys, xs);
    std::vector<double> right, left;
    std::vector<std::vector<double>> mistaken(known.size());
    const auto append = [](std::vector<double>& all, const std::vector<double>& more) {
      all.insert(all.end(), more.begin(), more.end());
    };
    for (const std::size_t y : ys) {
      append(right, derivatives(program, y, xs));
      left = walked(program, y, Slip::left_over, left);
      append(mistaken[0], at(left, xs));
      append(mistaken[1], derivatives(program, program.last(), xs));
      const std::vector<std::vector<double>> slipped_here = slipped(program, y, xs);
      for (std::size_t k = 0; k < slipped_here.size(); ++k)
        append(mistaken[k + 2], slipped_here[k]);
    }
    comparison.add(
        "four gradients on one tape, of the last, the last, the one before it, the last: " +
            program.text(),
        answer, right, mistaken);
    if (first_wrong.empty() && !agree(answer, right, 1e-9)) first_wrong = answer, was_right = right;
  }
  Finding finding = comparison.finding();
  // The first answer is right, and the same question gets another one.
  const auto agrees_at = [&](std::size_t begin) {
    return agree({first_wrong.begin() + begin, first_wrong.begin() + begin + 3},
                 {was_right.begin() + begin, was_right.begin() + begin + 3}, 1e-9);
  };
  if (finding.cause == kNoPattern && first_wrong.size() == 12 && agrees_at(0) && !agrees_at(3)) {
    finding.cause = "something of the first walk is left: gradients, or marks such as 'seen'";
    finding.hint =
        "chapter 2, \"Not set to zero\": what belongs to one walk begins anew with the next";
  }
  return finding;
}

Finding check_doublings(const Ask& ask, Rng& rng) {
  Program program{{0.5 + uniform_draw(rng)}, {}};
  for (int i = 0; i < 60; ++i) program.steps.push_back({Op::add, program.last(), program.last()});
  Comparison comparison(mistakes());
  comparison.add("sixty times d = d + d", gradients_of(ask, program, {program.last()}, {0}),
                 {0x1p60}, slipped(program, program.last(), {0}));
  return comparison.finding();
}

Finding check_chain(const Ask& ask, Rng& rng) {
  // z = z * a + b with a near 1: the gradient at z is a^n.
  Program program{{0.5 + uniform_draw(rng), 1 - 1e-5, 0.5 + uniform_draw(rng)}, {}};
  for (int i = 0; i < 50'000; ++i) {
    program.steps.push_back({Op::multiply, i == 0 ? 0 : program.last(), 1});
    program.steps.push_back({Op::add, program.last(), 2});
  }
  Comparison comparison(mistakes(), 1e-8);
  comparison.add("z = z * a + b, 50,000 times, at a = 0.99999",
                 gradients_of(ask, program, {program.last()}, {0, 1, 2}),
                 derivatives(program, program.last(), {0, 1, 2}),
                 slipped(program, program.last(), {0, 1, 2}));
  return comparison.finding();
}

}  // namespace

Part walk_part() {
  const std::string values_hint = "chapter 1, \"In code\": a record keeps what was computed";
  const std::string walk_hint = "chapter 1, \"Walk back in a loop\"";
  return {"walk",
          {"value.hpp"},
          "workers/walk.cpp",
          {{"values", 10, check_values, values_hint},
           {"each value used once", 10, check_one_use, walk_hint},
           {"a value used twice", 15, check_two_uses, walk_hint},
           {"gradients in between", 10, check_in_between,
            "a gradient can be asked for at any value: 1 at y itself, 0 where y does not depend "
            "on it"},
           {"a second gradient", 10, check_again, walk_hint},
           {"sixty doublings", 5, check_doublings,
            "chapter 2, \"Record by record\": visit each record once", "", kEachPath},
           {"a chain of 100,000", 10, check_chain,
            "chapter 2, \"A chain of a million\": a loop needs no stack", kRecursion,
            "each step costs more than a few operations: look for copies of the tape, or "
            "searches in it"}}};
}

}  // namespace tapestry::grader::scalar_tape
