// Where this checkout and its programs are: known when the tests are built, and in a file of its
// own, so that every other object is the same in all checkouts.
#pragma once

namespace tapestry::test {

extern const char* const kSourceFolder;    // the top of the checkout
extern const char* const kProgramsFolder;  // the programs of the tutorials, built

}  // namespace tapestry::test
