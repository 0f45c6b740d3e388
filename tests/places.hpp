// Where this checkout and its programs are: known when the tests are built, and in a file of its
// own, so that every other object is the same in all checkouts.
#pragma once

// Not in `tapestry`: one object file serves the tests of both precisions.
namespace tapestry_places {

extern const char* const kSourceFolder;    // the top of the checkout
extern const char* const kProgramsFolder;  // the programs of the tutorials, built
extern const char* const kTestsFolder;     // the programs of the tests, built

}  // namespace tapestry_places

namespace tapestry::test {

using tapestry_places::kProgramsFolder;
using tapestry_places::kSourceFolder;
using tapestry_places::kTestsFolder;

}  // namespace tapestry::test
