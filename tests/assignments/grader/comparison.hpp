// Answers beside what is right, and beside what known mistakes would have given.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace tapestry::grader {

// What came of one check: of the first case that was wrong where there is one.
struct Finding {
  bool right = true;
  std::string tried = {}, came_out = {}, was_right = {}, cause = {}, hint = {};
  // An entry of the leader board, where it is not empty; larger is better.
  std::string leader = {};
  double leader_value = 0;
};

// A mistake that learners make: what they did, and where to look.
struct Mistake {
  std::string cause, hint;
};

// Whether two lists agree: as many numbers, and each pair as close as `tolerance` times the larger
// of its size and a thousandth of the largest right one. Infinities are equal to themselves, and a
// NaN to nothing.
bool agree(const std::vector<double>& a, const std::vector<double>& right, double tolerance);

// The numbers as a reader wants them, "1.5, -2, 0.3333"; of a long list eight of them, the first
// one being number `from` (counted from 0).
std::string list_text(const std::vector<double>& numbers, int digits = 6, std::size_t from = 0);

// What a finding says where no mistake explains it, and nothing can be said in general.
inline const std::string kNoPattern = "no known pattern";

// Compares the answers to several cases. A mistake is named where it explains all of them: where
// every answer, right or wrong, is what it would have given.
class Comparison {
 public:
  explicit Comparison(std::vector<Mistake> mistakes = {}, double tolerance = 1e-9);

  // A case. `mistaken` has what each of the mistakes would have given, in their order; one that is
  // empty rules the mistake out where the answer is wrong, and says nothing where it is right.
  void add(const std::string& tried, const std::vector<double>& came_out,
           const std::vector<double>& right, const std::vector<std::vector<double>>& mistaken = {});

  bool right() const { return finding_.right; }

  // With the mistake that explains all, or what can be said of the first wrong answer in general:
  // the sign, a factor, the order, a missing number, NaN.
  Finding finding() const;

  // The same where the next case ends in an exception with this text, and should have given
  // `right`.
  Finding refused(const std::string& tried, const std::string& exception,
                  const std::vector<double>& right, const std::string& cause = "") const;

 private:
  std::vector<Mistake> mistakes_;
  std::vector<bool> explains_;
  double tolerance_;
  Finding finding_;
};

}  // namespace tapestry::grader
