#include "nn/files/archive.hpp"

#include <iomanip>
#include <limits>
#include <set>
#include <sstream>

#include "engine/base/error.hpp"
#include "nn/files/archive_tree.hpp"
#include "nn/files/safetensors.hpp"

namespace tapestry::nn {

using safetensors::Json;

namespace {

// The metadata's key, and the kind of file, which a change of what is written must change.
constexpr char kKey[] = "tapestry.archive", kKind[] = "1";
constexpr char kVersion[] = "tapestry.version";

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
