#include "tutorials/support/command_line.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <iostream>

#include "engine/base/error.hpp"

namespace tapestry {

namespace {

// CLI11 would read 010 as 8, 2^64 and " -1" as 2^64 - 1, and nan as a rate.

std::uint64_t count_of(const std::string& given) {
  std::uint64_t count = 0;
  const char* const end = given.data() + given.size();
  const auto [read, error] = std::from_chars(given.data(), end, count, 10);
  if (error == std::errc::result_out_of_range && read == end)
    base::fail("'", given, "' is too large: the largest number is ", UINT64_MAX);
  if (error != std::errc() || read != end)
    base::fail("'", given, "' is not a whole number of 0 or more: write digits alone, such as 8");
  return count;
}

double number_of(const std::string& given) {
  double number = 0;
  const char* const end = given.data() + given.size();
  const auto [read, error] = std::from_chars(given.data(), end, number);
  if (read != end || error == std::errc::invalid_argument || std::isnan(number))
    base::fail("'", given,
               "' is not a number: write digits, with a point and no blanks, such as -1.5 or 2e-3");
  if (error == std::errc::result_out_of_range || std::isinf(number))
    base::fail("'", given, "' is out of range: numbers are between 1e-307 and 1e308, or 0");
  return number;
}

}  // namespace

struct CommandLine::Parser {
  CLI::App app;

  // An option whose one value `set` takes; what it throws is an error about the option.
  template <class Set>
  CLI::Option* add(const std::string& name, const std::string& help, const std::string& type,
                   const Set& set) {
    return app
        .add_option_function<std::string>(
            name,
            [name, set](const std::string& given) {
              try {
                set(given);
              } catch (const Error& wrong) {
                throw CLI::ValidationError(name, wrong.what());
              }
            },
            help)
        ->type_name(type);
  }
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
  parser_->add(name, help, "UINT", [&value](const std::string& given) { value = count_of(given); })
      ->default_str(base::text(value));
}
void CommandLine::option(const std::string& name, double& value, const std::string& help) {
  parser_
      ->add(name, help, "FLOAT", [&value](const std::string& given) { value = number_of(given); })
      ->default_str(base::text(value));
}
void CommandLine::option(const std::string& name, std::vector<double>& value,
                         const std::string& help) {
  parser_->add(name, help, "FLOAT,...", [&value](const std::string& given) {
    std::vector<double> list;
    for (std::size_t begin = 0; begin <= given.size();) {
      const std::size_t comma = std::min(given.find(',', begin), given.size());
      list.push_back(number_of(given.substr(begin, comma - begin)));
      begin = comma + 1;
    }
    value = list;
  });
}
void CommandLine::flag(const std::string& name, bool& value, const std::string& help) {
  parser_->app.add_flag(name, value, help);
}

void CommandLine::from_environment(const std::string& name, const std::string& variable) {
  parser_->app.get_option(name)->envname(variable);
}

bool CommandLine::parse(int argc, char** argv) {
  // CLI11 would take the next argument for what is missing behind the sign.
  for (int i = 1; i < argc && std::strcmp(argv[i], "--") != 0; ++i) {
    const std::string given = argv[i];
    if (given.starts_with("--") && given.find('=') == given.size() - 1)
      base::fail("'", given, "' has no value: write it right behind the sign. (",
                 parser_->app.get_name(), " --help lists the options.)");
  }
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
