#include "nn/files/names.hpp"

#include <set>

#include "engine/base/error.hpp"
#include "nn/files/safetensors.hpp"

namespace tapestry::nn {

void check_names(const Parameters& parameters, const std::string& writer) {
  std::set<std::string> names;
  for (const Parameter& parameter : parameters) {
    if (parameter.name().empty() || !names.insert(parameter.name()).second)
      base::fail(writer, ": ", describe(parameter),
                 " needs a name that no other parameter has: name it with named().");
    if (!safetensors::is_utf8(parameter.name()))
      base::fail(writer, ": the name of ", describe(parameter),
                 " is not UTF-8, as a file's names must be: name it with named().");
  }
}

}  // namespace tapestry::nn
