#include "nn/files/checkpoint.hpp"

#include <set>

#include "engine/base/error.hpp"
#include "nn/files/names.hpp"
#include "nn/files/safetensors.hpp"

namespace tapestry::nn {

void save_parameters(const std::string& path, const Parameters& parameters) {
  std::vector<std::pair<std::string, const Tensor*>> tensors;
  check_names(parameters, "save_parameters");
  for (const Parameter& parameter : parameters) {
    if (parameter.name() == safetensors::kMetadata)
      base::fail("save_parameters: ", describe(parameter),
                 " has the name of the file's metadata: give it another one with named().");
    tensors.emplace_back(parameter.name(), &parameter.value());
  }
  safetensors::write(path, tensors, {}, "save_parameters");
}

void load_parameters(const std::string& path, const Parameters& parameters) {
  const safetensors::File file = safetensors::read(path, "load_parameters");
  std::vector<Tensor> values;
  std::vector<safetensors::Piece> pieces(parameters.size());
  std::set<std::string> wanted;
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const Parameter& parameter = parameters[i];
    if (!parameter.is_leaf())
      base::fail("load_parameters: ", describe(parameter), " for '", path,
                 "' was computed by an op: only leaves can be given a value.");
    if (!file.header.contains(parameter.name()))
      base::fail("load_parameters: '", path, "' has no ", describe(parameter),
                 ": it was saved from another model.");
    values.push_back(safetensors::tensor_of(file, parameter.name(), describe(parameter),
                                            &parameter.shape(), pieces[i]));
    if (!wanted.insert(parameter.name()).second)
      base::fail("load_parameters: two parameters are named '", parameter.name(),
                 "': give each a name of its own.");
  }
  for (const auto& [name, entry] : file.header.items())
    if (!wanted.contains(name))
      base::fail("load_parameters: '", path, "' also holds '", safetensors::shortened(name),
                 "', which this model does not have: it was saved from another model.");
  safetensors::check_filled(file, pieces);
  for (std::size_t i = 0; i < parameters.size(); ++i)
    Parameter(parameters[i]).set_value(std::move(values[i]));
}

}  // namespace tapestry::nn
