#include "datasets/files/tabular_tasks.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string_view>
#include <unordered_map>

#include "datasets/files/files.hpp"
#include "engine/base/error.hpp"

namespace tapestry::datasets {
namespace {

constexpr const char* kWho = "load_tabular_tasks";

// The lines of a file, one after the other, each as its fields.
class Lines {
 public:
  Lines(std::string file, std::string_view text) : file_(std::move(file)), rest_(text) {}

  bool at_end() const { return rest_.empty(); }

  // The fields of the next line; throws for a quote in it.
  std::vector<std::string_view> next() {
    ++number_;
    const std::size_t end = std::min(rest_.find('\n'), rest_.size());
    std::string_view line = rest_.substr(0, end);
    rest_.remove_prefix(std::min(end + 1, rest_.size()));
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    if (line.find('"') != line.npos)
      base::fail(
          where(),
          ": a field is quoted, and quotes are not read here: write the file without quotes, and "
          "without commas inside fields.");
    std::vector<std::string_view> fields;
    for (std::size_t comma = line.find(','); comma != line.npos; comma = line.find(',')) {
      fields.push_back(line.substr(0, comma));
      line.remove_prefix(comma + 1);
    }
    fields.push_back(line);
    return fields;
  }

  // For the beginning of an error about the line that next() gave last.
  std::string where() const { return where(number_); }
  std::string where(const std::string& column) const {
    return base::text(where(), ", column '", column, "'");
  }
  // The same, about an earlier line.
  std::string where(std::size_t number) const {
    return base::text(kWho, ": '", file_, "', line ", number);
  }

  // Of the line that next() gave last, from 1.
  std::size_t number() const { return number_; }

 private:
  std::string file_;
  std::string_view rest_;
  std::size_t number_ = 0;
};

// The start of a field, for an error's text.
std::string shown(std::string_view field) {
  constexpr std::size_t kMost = 40;
  return field.size() <= kMost ? std::string(field) : std::string(field.substr(0, kMost)) + "...";
}

std::string listed(const std::vector<std::string>& columns) {
  std::string list;
  for (std::size_t i = 0; i < columns.size() && i < 10; ++i)
    list += (i == 0 ? "" : ", ") + shown(columns[i]);
  return columns.size() > 10 ? base::text(list, " and ", columns.size() - 10, " more") : list;
}

std::vector<std::string> read_header(Lines& lines) {
  std::vector<std::string> columns;
  for (const std::string_view field : lines.next()) {
    if (field.empty())
      base::fail(lines.where(), ": column ", columns.size() + 1,
                 " has no name, but the first line must name every column.");
    if (std::find(columns.begin(), columns.end(), field) != columns.end())
      base::fail(lines.where(), ": there are two columns '", shown(field),
                 "': rename one of them.");
    columns.emplace_back(field);
  }
  return columns;
}

std::size_t find_column(const Lines& lines, const std::vector<std::string>& columns,
                        const std::string& name, const std::string& role) {
  const auto found = std::find(columns.begin(), columns.end(), name);
  if (found == columns.end())
    base::fail(lines.where(), ": there is no column '", name, "' for the ", role,
               "; the columns are ", listed(columns), ".");
  return static_cast<std::size_t>(found - columns.begin());
}

void check_not_empty(const Lines& lines, const std::string& column, std::string_view field) {
  if (field.empty())
    base::fail(lines.where(column), ": the field is empty: fill it in, or leave the row out.");
}

Scalar read_number(const Lines& lines, const std::string& column, std::string_view field) {
  check_not_empty(lines, column, field);
  double number = 0;
  const auto [end, error] = std::from_chars(field.data(), field.data() + field.size(), number);
  const bool all = end == field.data() + field.size();
  if (error == std::errc::invalid_argument || !all)
    base::fail(
        lines.where(column), ": '", shown(field),
        "' is not a number: write digits, with a point and no blanks, such as -1.5 or 2e-3.");
  if (error == std::errc::result_out_of_range ||
      !(std::abs(number) <= double{std::numeric_limits<Scalar>::max()}))
    base::fail(
        lines.where(column), ": '", shown(field),
        "' is not a finite number that can be held: scale the column, or leave the row out.");
  return static_cast<Scalar>(number);
}

int read_label(const Lines& lines, const std::string& column, std::string_view field) {
  check_not_empty(lines, column, field);
  int label = 0;
  const auto [end, error] = std::from_chars(field.data(), field.data() + field.size(), label);
  if (error != std::errc() || end != field.data() + field.size() || label < 0)
    base::fail(lines.where(column), ": '", shown(field),
               "' is not a label: labels are whole numbers from 0.");
  return label;
}

// What was read of one task so far.
struct Rows {
  std::vector<Scalar> inputs, targets;
  std::vector<int> labels;
  std::size_t count = 0;
  std::size_t first_line = 0;
};

void check_enough_rows(const Lines& lines, const std::vector<std::string>& names,
                       const std::vector<Rows>& tasks, std::size_t least_rows) {
  for (std::size_t t = 0; t < tasks.size(); ++t)
    if (tasks[t].count < least_rows)
      base::fail(lines.where(tasks[t].first_line), ": the task '", shown(names[t]), "' has ",
                 tasks[t].count, tasks[t].count == 1 ? " row" : " rows",
                 ", but each task must have at least ", least_rows,
                 ": add rows, leave the task out, or lower least_rows.");
}

}  // namespace

TabularTasks load_tabular_tasks(const std::filesystem::path& path, const std::string& task_column,
                                const std::string& target_column, TabularTarget target,
                                std::size_t least_rows) {
  const std::vector<std::uint8_t> bytes = read_whole_file(path, std::uintmax_t{1} << 30, kWho);
  std::string_view contents(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  if (contents.starts_with("\xEF\xBB\xBF")) contents.remove_prefix(3);
  if (contents.empty())
    base::fail(kWho, ": '", path.string(), "' is empty, but its first line must name the columns.");
  Lines lines(path.string(), contents);
  const std::vector<std::string> columns = read_header(lines);
  const std::size_t task_at = find_column(lines, columns, task_column, "task");
  const std::size_t target_at = find_column(lines, columns, target_column, "target");
  if (task_at == target_at)
    base::fail(lines.where(task_column),
               ": it was named for the task and for the target: name two.");
  if (columns.size() == 2)
    base::fail(lines.where(),
               ": there are only the columns of the task and the target, and no feature.");

  TabularTasks result;
  for (std::size_t i = 0; i < columns.size(); ++i)
    if (i != task_at && i != target_at) result.features.push_back(columns[i]);
  std::vector<Rows> tasks;
  std::unordered_map<std::string, std::size_t> index_of;
  while (!lines.at_end()) {
    const std::vector<std::string_view> fields = lines.next();
    if (fields.size() != columns.size())
      base::fail(lines.where(), ": ", fields.size(), fields.size() == 1 ? " field" : " fields",
                 ", but the header has ", columns.size(),
                 ": each line must have as many fields as the header.");
    check_not_empty(lines, task_column, fields[task_at]);
    const auto [entry, is_new] =
        index_of.try_emplace(std::string(fields[task_at]), result.names.size());
    if (is_new) {
      result.names.push_back(entry->first);
      tasks.emplace_back().first_line = lines.number();
    }
    Rows& rows = tasks[entry->second];
    ++rows.count;
    for (std::size_t i = 0; i < columns.size(); ++i) {
      if (i == task_at) continue;
      if (i != target_at)
        rows.inputs.push_back(read_number(lines, columns[i], fields[i]));
      else if (target == TabularTarget::number)
        rows.targets.push_back(read_number(lines, columns[i], fields[i]));
      else
        rows.labels.push_back(read_label(lines, columns[i], fields[i]));
    }
  }
  if (tasks.empty())
    base::fail(kWho, ": '", path.string(),
               "' has a header, but no rows: there is nothing to learn.");
  check_enough_rows(lines, result.names, tasks, least_rows);
  for (Rows& rows : tasks) {
    nn::Batch batch;
    batch.inputs = tensor({rows.count, result.features.size()}, rows.inputs);
    if (target == TabularTarget::number) batch.targets = tensor({rows.count, 1}, rows.targets);
    batch.labels = std::move(rows.labels);
    result.tasks.push_back(std::move(batch));
  }
  return result;
}

}  // namespace tapestry::datasets
