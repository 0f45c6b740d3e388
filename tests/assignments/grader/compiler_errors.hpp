// What a compiler's error means, for its author.
#pragma once

#include <filesystem>
#include <string>

namespace tapestry::grader {

struct CompilerError {
  std::string text;
  bool in_submission = false;  // whether it is in a file of the student's
};

// The compiler's first error, as "ops.hpp:12:5: error: ...", and with the place of the bracket that
// is not closed, where it is that. Of a file that is neither the student's nor ours it tells no
// more than that, for the text would show what is in it.
CompilerError first_error(const std::string& said, const std::filesystem::path& work);

// The compiler's warning about a function of the student's that may end without a return, as
// "walk.hpp:12:1: ..."; empty where there is none.
std::string missing_return(const std::string& said);

// What to do about the compiler's error; it may be long, and mostly says what and not why.
std::string hint_for(const std::string& error, const std::string& worker);

}  // namespace tapestry::grader
