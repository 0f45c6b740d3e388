// Where this checkout and its programs are: known when the tests are built, and in a file of its
// own, so that every other object is the same in all checkouts.
#pragma once

namespace tapestry::test {

extern const char* const kSourceFolder;    // the top of the checkout
extern const char* const kProgramsFolder;  // the programs of the tutorials, built
extern const char* const kTestsFolder;     // the programs of the tests, built

}  // namespace tapestry::test
