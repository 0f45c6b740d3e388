// The options of a program's command line.
//
// A thin front to CLI11, whose headers take several seconds to compile: a program that includes
// this one pays nothing.
//
//   CommandLine line("multitask", "Trains one network on two tasks.");
//   line.option("--epochs", epochs, "Passes over the training images");
//   line.flag("--quick", quick, "A small run");
//   if (!line.parse(argc, argv)) return 0;  // --help has been answered
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace tapestry {

class CommandLine {
 public:
  CommandLine(const std::string& program, const std::string& description);
  ~CommandLine();

  // An option that takes a value. What the variable holds beforehand is the default, and --help
  // shows it. A list is given as 1,2,3. The variable must outlive parse().
  void option(const std::string& name, std::string& value, const std::string& help);
  void option(const std::string& name, std::uint64_t& value, const std::string& help);
  void option(const std::string& name, double& value, const std::string& help);
  void option(const std::string& name, std::vector<double>& value, const std::string& help);

  // An option without a value: false, unless it is given.
  void flag(const std::string& name, bool& value, const std::string& help);

  // Where the option is not given, its value comes from this environment variable, if that is set.
  void from_environment(const std::string& name, const std::string& variable);

  // Sets the variables. Returns false where --help was asked for, and has printed it. Throws for an
  // option that is unknown, that lacks its value, or whose value is not of its kind.
  bool parse(int argc, char** argv);

  // Whether the option was on the command line (or in its environment variable).
  bool given(const std::string& name) const;

 private:
  struct Parser;
  std::unique_ptr<Parser> parser_;
};

}  // namespace tapestry
