// What main() does in every tutorial: reads the options, tells the story, reports errors.
#pragma once

#include <exception>
#include <filesystem>
#include <functional>
#include <iostream>
#include <string>

#include "engine/base/replace_file.hpp"
#include "tutorials/support/program.hpp"

namespace tapestry {

// The folder for a tutorial's pictures and players, out/NAME in the folder in which it is run; made
// where it is not there.
inline std::filesystem::path output_folder(const std::string& name) {
  const std::filesystem::path folder = std::filesystem::path("out") / name;
  require_writable_folder(folder, "output_folder");
  return folder;
}

// Calls story(quick) and returns main's status: 0, or 1 after an exception, whose text is printed.
// The options are --quick (a smaller run, where there is something to make smaller) and --help; any
// other prints a line that says so, and returns 2.
inline int tell(int argc, char** argv, const std::function<void(bool quick)>& story) {
  bool quick = false;
  for (int i = 1; i < argc; ++i) {
    const std::string option = argv[i];
    if (option == "--help" || option == "-h") {
      std::cout << "usage: " << argv[0] << " [--quick]\n";
      return after_flushing(0, argv[0]);
    }
    if (option != "--quick") {
      std::cerr << "There is no option '" << option << "': this program takes only --quick.\n";
      return 2;
    }
    quick = true;
  }
  try {
    story(quick);
  } catch (const std::exception& error) {
    std::cout.flush();
    std::cerr << error.what() << '\n';
    return after_flushing(1, argv[0]);
  }
  return after_flushing(0, argv[0]);
}

}  // namespace tapestry
