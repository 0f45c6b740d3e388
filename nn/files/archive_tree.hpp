// What an Archive has in memory: for its own two .cpp files alone.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "engine/array/tensor.hpp"
#include "nn/files/archive.hpp"
#include "nn/files/safetensors.hpp"

namespace tapestry::nn {

struct Archive::Tree {
  bool reading = false;
  std::string path;  // of the file that is read
  safetensors::Json root = safetensors::Json::object();
  std::vector<safetensors::Json*> parts = {&root};  // from the root to where we are
  std::vector<std::string> names;                   // of the parts, but for the root
  std::map<std::string, Tensor> tensors;
  // The values that were not yet read. Not their full names, which may be long: ten thousand values
  // in a part whose name has a megabyte.
  std::set<const safetensors::Json*> left;

  std::string full(const std::string& name) const {
    std::string all;
    for (const std::string& part : names) all += part + "/";
    return all + name;
  }
};

}  // namespace tapestry::nn
