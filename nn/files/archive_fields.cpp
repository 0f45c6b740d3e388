// What an Archive holds in the end: numbers, texts, generators, tensors and vectors of numbers.
#include <algorithm>
#include <cmath>
#include <limits>
#include <sstream>

#include "nn/files/archive.hpp"
#include "nn/files/archive_tree.hpp"

namespace tapestry::nn {

using safetensors::Json;

namespace {

// JSON has no infinity and no NaN.
Json json_of(double value) {
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return value > 0 ? "inf" : "-inf";
  return value;
}

constexpr char kOtherKind[] = "is of another kind";

// Where get() does not wrap.
bool is_uint64(const Json& stored) { return stored.is_number_unsigned(); }
bool is_int64(const Json& stored) {
  constexpr std::uint64_t kLargest = std::numeric_limits<std::int64_t>::max();
  return stored.is_number_integer() && !(is_uint64(stored) && stored > kLargest);
}

// A generator whose words are all 0 draws 0 for ever, and who waits for another number (NormalDraw
// does) waits for ever. It is told by what it draws, as not every bit of its words counts.
bool draws_only_zeros(Rng rng) {
  for (std::size_t k = 0; k < Rng::state_size; ++k) rng();
  bool zeros = true;
  for (std::size_t k = 0; k < Rng::state_size; ++k) zeros = rng() == 0 && zeros;
  return zeros;
}

bool read_double(const Json& stored, double& value) {
  using Limits = std::numeric_limits<double>;
  if (stored.is_number())
    value = stored.get<double>();
  else if (stored == "inf" || stored == "-inf")
    value = stored == "inf" ? Limits::infinity() : -Limits::infinity();
  else if (stored == "nan")
    value = Limits::quiet_NaN();
  else
    return false;
  return true;
}

}  // namespace

// Where a field stands: new for writing, or what the file has for reading.
struct Archive::Slot {
  Json& json;
};

Archive::Slot Archive::slot(const std::string& name) {
  Json& here = *tree_->parts.back();
  if (!tree_->reading && here.contains(name)) refuse(name, "was written twice");
  if (tree_->reading && !here.contains(name)) refuse(name, "is not there");
  tree_->left.erase(&here[name]);
  return {here[name]};
}

void Archive::field(const std::string& name, double& value) {
  Json& json = slot(name).json;
  if (!tree_->reading)
    json = json_of(value);
  else if (!read_double(json, value))
    refuse(name, kOtherKind);
}

void Archive::field(const std::string& name, std::uint64_t& value) {
  Json& json = slot(name).json;
  if (!tree_->reading)
    json = value;
  else if (json.is_number_unsigned())
    value = json.get<std::uint64_t>();
  else
    refuse(name, kOtherKind);
}

void Archive::field(const std::string& name, std::int64_t& value) {
  Json& json = slot(name).json;
  if (!tree_->reading)
    json = value;
  else if (is_int64(json))
    value = json.get<std::int64_t>();
  else
    refuse(name, kOtherKind);
}

void Archive::field(const std::string& name, std::string& value) {
  Json& json = slot(name).json;
  if (!tree_->reading)
    json = value;
  else if (json.is_string())
    value = json.get<std::string>();
  else
    refuse(name, kOtherKind);
}

void Archive::field(const std::string& name, std::vector<std::int64_t>& value) {
  Json& json = slot(name).json;
  if (!tree_->reading)
    json = value;
  else if (json.is_array() && std::all_of(json.begin(), json.end(), is_int64))
    value = json.get<std::vector<std::int64_t>>();
  else
    refuse(name, kOtherKind);
}

void Archive::field(const std::string& name, std::vector<std::uint64_t>& value) {
  Json& json = slot(name).json;
  if (!tree_->reading)
    json = value;
  else if (json.is_array() && std::all_of(json.begin(), json.end(), is_uint64))
    value = json.get<std::vector<std::uint64_t>>();
  else
    refuse(name, kOtherKind);
}

void Archive::field(const std::string& name, std::vector<double>& value) {
  Json& json = slot(name).json;
  if (!tree_->reading) {
    json = Json::array();
    for (const double item : value) json.push_back(json_of(item));
    return;
  }
  if (!json.is_array()) refuse(name, kOtherKind);
  value.clear();
  for (const Json& item : json)
    if (!read_double(item, value.emplace_back())) refuse(name, kOtherKind);
}

// The standard writes a generator's state as text: numbers with spaces between.
void Archive::field(const std::string& name, Rng& value) {
  std::ostringstream out;
  out << value;
  std::string text = out.str();
  field(name, text);
  if (!tree_->reading) return;
  std::istringstream in(text);
  std::ostringstream again;
  // It reads what begins with a state, and that may have been another one.
  if (in >> value) again << value;
  if (again.str() != text) refuse(name, kOtherKind);
  require(!draws_only_zeros(value), name, "is a generator that draws nothing but zeros");
}

// In the file as a tensor of its full name.
void Archive::field(const std::string& name, Tensor& value) {
  const std::string full = tree_->full(name);
  if (!tree_->reading) {
    if (!tree_->tensors.emplace(full, value).second) refuse(name, "was written twice");
    return;
  }
  const auto stored = tree_->tensors.find(full);
  if (stored == tree_->tensors.end()) refuse(name, "is not there");
  value = std::move(stored->second);
  tree_->tensors.erase(stored);
}

}  // namespace tapestry::nn
