// What the part in double precision does for the other. No tensor comes in or out: theirs are of
// two types.
#pragma once

#include <string>

namespace in_double {

bool checks_cube();
bool learns();
void add_wrongly();       // throws
void multiply_wrongly();  // throws, in the backward pass
std::string refusal_here();

}  // namespace in_double
