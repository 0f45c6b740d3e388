// What the checks of part "exactly_k" have in common.
#pragma once

#include "engine/base/error.hpp"
#include "tests/assignments/5_choosing_tasks/sets.hpp"
#include "tests/assignments/grader/assignment.hpp"

namespace tapestry::grader::choosing {

inline const std::string kExactly = "chapter 10, \"Exactly k\": ";
inline const std::string kThrows = "it throws where there are sets of k tasks";

// Scores, and how many tasks are drawn.
struct OfK {
  Numbers scores;
  std::size_t k;

  std::size_t tasks() const { return scores.size(); }
  std::vector<Bits> sets() const { return sets_of_size(tasks(), k); }
  Message request() const {
    Message message;
    message.set("scores", scores);
    message.set("k", static_cast<double>(k));
    return message;
  }
  std::string text() const { return base::text(" of ", k, " at scores ", list_text(scores)); }
};

// The numbers that were asked for; none where an exception came.
inline Numbers out_of(const Message& answer) {
  return answer.has_text("refused") ? Numbers{} : answer.numbers("out");
}

Finding check_k_draws(const Ask& ask, Rng& rng);
Finding check_k_ends(const Ask& ask, Rng& rng);
Finding check_k_far_out(const Ask& ask, Rng& rng);
Finding check_k_many(const Ask& ask, Rng& rng);

}  // namespace tapestry::grader::choosing
