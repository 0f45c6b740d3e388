#include "tutorials/support/command_line.hpp"

#include <CLI/CLI.hpp>
#include <iostream>

#include "engine/base/error.hpp"

namespace tapestry {

struct CommandLine::Parser {
  CLI::App app;
};

CommandLine::CommandLine(const std::string& program, const std::string& description)
    : parser_(std::make_unique<Parser>()) {
  parser_->app.name(program);
  parser_->app.description(description);
}

CommandLine::~CommandLine() = default;

void CommandLine::option(const std::string& name, std::string& value, const std::string& help) {
  auto* option = parser_->app.add_option(name, value, help);
  if (!value.empty()) option->capture_default_str();
}
void CommandLine::option(const std::string& name, std::uint64_t& value, const std::string& help) {
  // Without the check, -1 would wrap around to a large number.
  parser_->app.add_option(name, value, help)
      ->check([](const std::string& given) {
        return given.rfind('-', 0) == 0 ? given + " is negative, but must be 0 or more"
                                        : std::string();
      })
      ->capture_default_str();
}
void CommandLine::option(const std::string& name, double& value, const std::string& help) {
  parser_->app.add_option(name, value, help)->capture_default_str();
}
void CommandLine::option(const std::string& name, std::vector<double>& value,
                         const std::string& help) {
  parser_->app.add_option(name, value, help)->delimiter(',');
}
void CommandLine::flag(const std::string& name, bool& value, const std::string& help) {
  parser_->app.add_flag(name, value, help);
}

void CommandLine::from_environment(const std::string& name, const std::string& variable) {
  parser_->app.get_option(name)->envname(variable);
}

bool CommandLine::parse(int argc, char** argv) {
  try {
    parser_->app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    std::cout << parser_->app.help();
    return false;
  } catch (const CLI::ParseError& wrong) {
    base::fail(wrong.what(), " (", parser_->app.get_name(), " --help lists the options.)");
  }
  return true;
}

bool CommandLine::given(const std::string& name) const { return parser_->app.count(name) > 0; }

}  // namespace tapestry
