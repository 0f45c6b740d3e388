#include "nn/training/checkpoints.hpp"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <regex>
#include <vector>

#include "engine/base/error.hpp"
#include "engine/base/replace_file.hpp"
#include "nn/files/archive.hpp"
#include "nn/training/trainer.hpp"

namespace tapestry::nn {
namespace {

namespace fs = std::filesystem;

std::string file_name(std::size_t round) {
  char name[40];
  std::snprintf(name, sizeof name, "round-%012zu.safetensors", round);
  return name;
}

// The files in the folder whose names match, in ascending order.
std::vector<std::string> files_like(const std::string& folder, const char* pattern) {
  std::vector<std::string> found;
  std::error_code none;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, none))
    if (std::regex_match(entry.path().filename().string(), std::regex(pattern)))
      found.push_back(entry.path().string());
  std::sort(found.begin(), found.end());
  return found;
}

std::vector<std::string> checkpoints_in(const std::string& folder) {
  return files_like(folder, "round-[0-9]{12}\\.safetensors");
}

void remove(const std::string& file) {
  std::error_code wrong;
  fs::remove(file, wrong);
  if (wrong)
    base::fail("Checkpoints: '", file, "' cannot be removed (", wrong.message(),
               "): its folder must be writable.");
}

// What replace_file was writing when its process was killed.
void remove_parts(const std::string& folder) {
  for (const std::string& file : files_like(folder, "round-[0-9]{12}\\.safetensors\\..*part"))
    remove(file);
}

void remove_older(const Checkpoints& how) {
  const std::vector<std::string> all = checkpoints_in(how.folder);
  for (std::size_t i = 0; i + how.keep < all.size(); ++i) remove(all[i]);
}

}  // namespace

std::optional<std::string> newest_checkpoint(const std::string& folder) {
  const std::vector<std::string> all = checkpoints_in(folder);
  return all.empty() ? std::nullopt : std::optional(all.back());
}

void remove_checkpoints(const std::string& folder) {
  for (const std::string& file : checkpoints_in(folder)) remove(file);
  remove_parts(folder);
}

void begin_checkpoints(const Checkpoints& how, Trainer& trainer) {
  if (how.folder.empty()) base::fail("Checkpoints: there is no folder: say where to put them.");
  if (how.keep == 0)
    base::fail("Checkpoints: 0 are to be kept, but at least the newest must be: give keep >= 1.");
  require_writable_folder(how.folder, "Checkpoints");
  remove_parts(how.folder);
  const std::optional<std::string> newest = newest_checkpoint(how.folder);
  if (!newest) return;
  if (!how.resume)
    base::fail("Checkpoints: '", how.folder,
               "' holds those of another run: resume it, remove them, or give another folder.");
  Archive archive(*newest);
  trainer.serialise(archive);
  archive.check_all_was_read();
  remove_older(how);  // where a run was killed when it had written one, and not yet removed another
}

bool checkpoint_is_due(const Checkpoints& how, const Trainer& trainer) {
  return how.every == 0 ? trainer.between_epochs() : trainer.rounds_done() % how.every == 0;
}

void save_checkpoint(const Checkpoints& how, Trainer& trainer) {
  Archive archive;
  trainer.serialise(archive);
  archive.write(how.folder + "/" + file_name(trainer.rounds_done()));
  remove_older(how);
}

}  // namespace tapestry::nn
