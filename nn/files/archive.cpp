#include "nn/files/archive.hpp"

#include <algorithm>
#include <cmath>
#include <iomanip>
#include <limits>
#include <set>
#include <sstream>

#include "engine/base/error.hpp"
#include "nn/files/safetensors.hpp"

namespace tapestry::nn {

using safetensors::Json;

namespace {

// The metadata's key, and the kind of file, which a change of what is written must change.
constexpr char kKey[] = "tapestry.archive", kKind[] = "1";
constexpr char kVersion[] = "tapestry.version";

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

struct Archive::Tree {
  bool reading = false;
  std::string path;  // of the file that is read
  Json root = Json::object();
  std::vector<Json*> parts = {&root};  // from the root to where we are
  std::vector<std::string> names;      // of the parts, but for the root
  std::map<std::string, Tensor> tensors;
  // The values that were not yet read. Not their full names, which may be long: ten thousand values
  // in a part whose name has a megabyte.
  std::set<const Json*> left;

  std::string full(const std::string& name) const {
    std::string all;
    for (const std::string& part : names) all += part + "/";
    return all + name;
  }
};

namespace {

// All values in a part, and in the parts in it.
void note_values(const Json& part, std::set<const Json*>& values) {
  for (const Json& entry : part)
    if (entry.is_object())
      note_values(entry, values);
    else
      values.insert(&entry);
}

// The full name of the first of the part's values that is one of these; empty where none is.
std::string first_of(const Json& part, const std::set<const Json*>& values) {
  for (const auto& [name, entry] : part.items()) {
    if (values.contains(&entry)) return name;
    if (!entry.is_object()) continue;
    const std::string inner = first_of(entry, values);
    if (!inner.empty()) return name + "/" + inner;
  }
  return "";
}

}  // namespace

Archive::Archive() : tree_(std::make_unique<Tree>()) {}
Archive::~Archive() = default;
Archive::Archive(Archive&&) noexcept = default;
Archive& Archive::operator=(Archive&&) noexcept = default;

Archive::Archive(const std::string& path) : tree_(std::make_unique<Tree>()) {
  tree_->reading = true;
  tree_->path = path;
  const safetensors::File file = safetensors::read(path, "Archive");
  const Json& metadata = file.metadata;
  if (!metadata.is_object() || !metadata.contains(kKey) || !metadata[kKey].is_string())
    base::fail("Archive: '", path, "' holds no state of a training run: give a checkpoint.");
  if (!metadata.contains(kVersion) || metadata[kVersion] != kKind)
    base::fail("Archive: '", path,
               "' was saved by another version of Tapestry: read it with that one.");
  tree_->root = safetensors::parse_json(metadata[kKey].get<std::string>(),
                                        "Archive: '" + path + "' is damaged: its metadata ");
  if (!tree_->root.is_object())
    base::fail("Archive: '", path, "' is damaged: its metadata is not a JSON object.");
  std::vector<safetensors::Piece> pieces;
  std::uint64_t bytes = 0;
  for (const auto& [name, entry] : file.header.items()) {
    pieces.emplace_back();
    tree_->tensors.emplace(
        name, safetensors::tensor_of(file, name, "'" + safetensors::shortened(name) + "'", nullptr,
                                     pieces.back()));
    // Thousands that all name the same bytes would fill the memory before the end of this loop.
    bytes += pieces.back().second - pieces.back().first;
    if (bytes > file.data.size())
      base::fail("Archive: '", path, "' is damaged: its tensors share bytes with each other.");
  }
  safetensors::check_filled(file, pieces);
  note_values(tree_->root, tree_->left);
}

bool Archive::reading() const { return tree_->reading; }

void Archive::refuse(const std::string& name, const std::string& why) const {
  base::fail("Archive: '", tree_->full(name), "' ", why,
             tree_->reading ? " (in '" + tree_->path + "')" : "",
             ": go on with the model and the settings that it was saved with, or begin anew.");
}

void Archive::require(bool right, const std::string& name, const std::string& why) const {
  if (!right) refuse(name, why);
}

void Archive::begin(const std::string& name) {
  Json& here = *tree_->parts.back();
  if (tree_->reading ? !here.contains(name) || !here[name].is_object() : here.contains(name))
    refuse(name, tree_->reading ? "is not there" : "was written twice");
  if (!tree_->reading) here[name] = Json::object();
  tree_->parts.push_back(&here[name]);
  tree_->names.push_back(name);
}

std::uint64_t Archive::entries() const {
  const Json& here = *tree_->parts.back();
  // Tensors stand beside the JSON: a list of them has no entries of its own there.
  std::uint64_t tensors = 0;
  const std::string before = tree_->full("");
  for (auto at = tree_->tensors.lower_bound(before);
       at != tree_->tensors.end() && at->first.compare(0, before.size(), before) == 0; ++at)
    tensors += at->first.find('/', before.size()) == std::string::npos;
  return here.size() + tensors;
}

std::string Archive::text_of(const std::string& value) {
  return safetensors::shortened(value, 400);
}

std::string Archive::text_of(double value) {
  std::ostringstream out;
  out << std::setprecision(std::numeric_limits<double>::max_digits10) << value;
  return out.str();
}

void Archive::end() {
  tree_->parts.pop_back();
  tree_->names.pop_back();
}

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

void Archive::write(const std::string& path) const {
  std::vector<std::pair<std::string, const Tensor*>> tensors;
  for (const auto& [name, value] : tree_->tensors) tensors.emplace_back(name, &value);
  std::string text;
  try {
    text = tree_->root.dump();
  } catch (const Json::exception&) {
    base::fail("Archive: a text that is to go into '", path,
               "' is not UTF-8: name tasks and parameters in UTF-8.");
  }
  safetensors::write(path, tensors, {{kKey, text}, {kVersion, kKind}}, "Archive");
}

void Archive::check_all_was_read() const {
  std::string name = first_of(tree_->root, tree_->left);
  if (name.empty() && !tree_->tensors.empty()) name = tree_->tensors.begin()->first;
  if (tree_->left.empty() && tree_->tensors.empty()) return;
  base::fail("Archive: '", tree_->path, "' also holds '", safetensors::shortened(name),
             "', which this run has no use for: go on with the model and the settings that it was "
             "saved with, or begin anew.");
}

}  // namespace tapestry::nn
