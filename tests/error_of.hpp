// The text of an error, for tests that compare it.
#pragma once

#include <string>

#include "engine/base/error.hpp"

namespace tapestry {

// The text of the Error that the action throws; "no error" where it throws none.
template <class Action>
std::string error_of(const Action& action) {
  try {
    action();
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace tapestry
