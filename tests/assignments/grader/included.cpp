#include "tests/assignments/grader/included.hpp"

#include <algorithm>

#include "tests/assignments/grader/toolchain.hpp"

namespace tapestry::grader {
namespace fs = std::filesystem;

bool is_below(const fs::path& path, const fs::path& folder) {
  return std::mismatch(folder.begin(), folder.end(), path.begin(), path.end()).first ==
         folder.end();
}

bool is_systems(const fs::path& file) {
  const Toolchain& tools = toolchain();
  for (const auto* folders : {&tools.system, &tools.includes})
    for (const std::string& folder : *folders)
      if (!folder.empty() && folder != tools.source && is_below(file, fs::weakly_canonical(folder)))
        return true;
  return false;
}

std::vector<fs::path> files_read(const std::string& rule, const fs::path& work) {
  std::vector<fs::path> files;
  std::string name;
  const auto end_name = [&] {
    if (!name.empty()) files.push_back(fs::weakly_canonical(work / name));
    name.clear();
  };
  for (std::size_t i = std::min(rule.size(), rule.find(": ") + 2); i < rule.size(); ++i) {
    const char c = rule[i], next = i + 1 < rule.size() ? rule[i + 1] : '\0';
    if (c == '\\' && (next == ' ' || next == '#'))
      name += rule[++i];
    else if (c == '$' && next == '$')
      name += rule[++i];
    else if (c == '\\' && next == '\n')
      ++i, end_name();
    else if (c == ' ' || c == '\n')
      end_name();
    else
      name += c;
  }
  end_name();
  return files;
}

std::string foreign_file(const Assignment& assignment, const std::vector<fs::path>& files,
                         const fs::path& work) {
  const fs::path top = fs::canonical(toolchain().source);
  for (const fs::path& file : files) {
    if (is_below(file, work)) continue;
    if (!is_below(file, top)) {
      if (!is_systems(file)) return file.filename();
      continue;
    }
    const std::string name = fs::relative(file, top);
    if (name == "tests/assignments/grader/worker.hpp" ||
        name == "tests/assignments/grader/message.hpp" ||
        name.starts_with("tests/assignments/" + assignment.name + "/workers/"))
      continue;
    const bool allowed = std::ranges::any_of(assignment.headers, [&](const std::string& header) {
      return header.ends_with('/') ? name.starts_with(header) : name == header;
    });
    if (!allowed) return name;
  }
  return "";
}

}  // namespace tapestry::grader
