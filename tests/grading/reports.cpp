#include "tests/grading/reports.hpp"

namespace tapestry::grader {

CheckResult passed_check(const std::string& name, double points) {
  CheckResult check;
  check.name = name;
  check.points = check.of = points;
  return check;
}

CheckResult failed_check(const std::string& name, double points, double of) {
  CheckResult check;
  check.name = name;
  check.points = points;
  check.of = of;
  return check;
}

Report small_report() {
  CheckResult twice = failed_check("a value used twice", 0, 10);
  twice.tried = "y = a * a at a = 1.5, gradient(y, {a})";
  twice.came_out = "1.5";
  twice.right = "3";
  twice.cause =
      "what a second use brings was written over the first: each use adds to the gradient";
  twice.hint =
      "chapter 2, \"Record by record\"; look at where your walk stores into gradients[...]";
  CheckResult partly = failed_check("random graphs", 2.5, 7.5);
  partly.came_out = "25 of 75 are right";
  PartResult walk;
  walk.name = "walk";
  walk.checks = {passed_check("one use of each value", 10), passed_check("a chain of 100,000", 10),
                 twice, partly};
  PartResult ops;
  ops.name = "ops";
  ops.problem = "ops.hpp:12: error: expected ';' after return statement";
  ops.hint = "end the line before it with a ;";
  ops.checks = {failed_check("multiply", 0, 15), failed_check("divide", 0, 5)};
  Report report;
  report.assignment = "1_scalar_tape";
  report.submission = "mine";
  report.seed = 0x81fe;
  report.parts = {walk, ops};
  report.leaders = {{"records a second", 1.25e6}};
  report.confinement = {"files", "processes and network"};
  report.printed = "a is\t1.5\n\nb\n";
  report.processor_seconds = 0.75;
  return report;
}

Report one_check(const CheckResult& check) {
  Report report;
  report.assignment = "1";
  report.submission = "s";
  report.parts = {{"walk", "", "", {check}}};
  return report;
}

}  // namespace tapestry::grader
