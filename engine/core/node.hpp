// What a Var points to. Only var.cpp and the tape look inside.
#pragma once

#include "engine/core/var.hpp"

namespace tapestry {

struct Var::Node {
  Tensor value;
  const char* op;             // the recording op, or one of the kinds of leaf below
  std::string name;           // may be empty
  std::uint64_t tape = 0;     // serial number of the recording tape; 0: recorded by none
  std::uint64_t index = 0;    // of its record on that tape
  std::uint64_t version = 0;  // of a leaf's value: how often it was changed
  bool cut = false;  // computed off the tape from what has a gradient: none can go through it
};

// Leaves are told apart by these addresses: an op may call itself "parameter", too.
namespace leaf {
inline constexpr char input[] = "input";
inline constexpr char parameter[] = "parameter";
inline constexpr char constant[] = "constant";
}  // namespace leaf

}  // namespace tapestry
