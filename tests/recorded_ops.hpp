// The names of the ops that the sources record, for tests that each of them has a row in a table.
#pragma once

#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <string>
#include <vector>

#include "tests/places.hpp"

namespace tapestry::test {

inline std::string without_comments(std::istream& in) {
  std::string out;
  for (std::string line; std::getline(in, line);) out += line.substr(0, line.find("//")) + "\n";
  return out;
}

// The op names in a source text: the first argument of each call of record.
inline std::vector<std::string> recorded_in(const std::string& source) {
  static const std::regex call(R"re(\brecord(?:_jointly)?\s*\(\s*"([^"]*)")re");
  std::vector<std::string> names;
  for (std::sregex_iterator match(source.begin(), source.end(), call), end; match != end; ++match)
    names.push_back((*match)[1]);
  return names;
}

// Each op that the sources in these folders record, with the file that records it.
inline std::map<std::string, std::string> ops_in_sources(const std::vector<std::string>& folders) {
  std::map<std::string, std::string> ops;
  for (const std::string& folder : folders)
    for (const auto& file : std::filesystem::recursive_directory_iterator(
             std::filesystem::path(kSourceFolder) / folder)) {
      const auto extension = file.path().extension();
      if (extension != ".cpp" && extension != ".hpp") continue;
      std::ifstream in(file.path());
      for (const std::string& name : recorded_in(without_comments(in)))
        ops[name] = std::filesystem::relative(file.path(), kSourceFolder).string();
    }
  return ops;
}

}  // namespace tapestry::test
