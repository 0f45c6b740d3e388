// States of training runs in which one number is not what it can be: each is refused, before it is
// used for an index or a size. (tests/fuzz/training_state.cpp looks for such numbers at random.)
#include <cmath>
#include <cstring>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>

#include "tests/fuzz/small_run.hpp"
#include "tests/nn/files/saved_files.hpp"
#include "tests/nn/helpers.hpp"

namespace tapestry::nn {
namespace {

using testing::HasSubstr;
using Json = nlohmann::json;

// A state as it is in its file, to be changed.
struct State {
  struct Stored {
    std::vector<std::size_t> shape;
    std::string bytes;
  };
  Json root;
  std::map<std::string, Stored> tensors;

  Json& at(const std::string& path) { return root[Json::json_pointer(path)]; }
};

constexpr char kMetadataKey[] = "__metadata__", kArchiveKey[] = "tapestry.archive";

std::size_t number_of(const std::string& kind) {
  const auto& kinds = fuzz::SmallRun::kinds();
  for (std::size_t k = 0; k < kinds.size(); ++k)
    if (kinds[k].name == kind) return k;
  throw std::logic_error("there is no kind '" + kind + "'");
}

// The error of going on, to the end, with a run of this kind whose state after three rounds is
// changed.
std::string error_with(const std::string& kind, const std::function<void(State&)>& change) {
  const Folder folder;
  const std::string path = folder.file("state");
  fuzz::SmallRun first(number_of(kind)), second(number_of(kind));
  for (int rounds = 0; rounds < 3; ++rounds) first.trainer().round();
  Archive saved;
  first.trainer().serialise(saved);
  saved.write(path);

  const std::string bytes = read_all(path);
  std::uint64_t length = 0;
  std::memcpy(&length, bytes.data(), sizeof length);
  Json header = Json::parse(bytes.substr(8, length)), metadata = header[kMetadataKey];
  const std::string data = bytes.substr(8 + length);
  State state{Json::parse(metadata[kArchiveKey].get<std::string>()), {}};
  header.erase(kMetadataKey);
  for (const auto& [name, entry] : header.items()) {
    const std::size_t begin = entry["data_offsets"][0], end = entry["data_offsets"][1];
    state.tensors[name] = {entry["shape"], data.substr(begin, end - begin)};
  }
  change(state);
  metadata[kArchiveKey] = state.root.dump();
  Json changed{{kMetadataKey, metadata}};
  std::string elements;
  for (const auto& [name, of] : state.tensors) {
    const std::size_t begin = elements.size();
    elements += of.bytes;
    changed[name] = {
        {"dtype", "F32"}, {"shape", of.shape}, {"data_offsets", {begin, elements.size()}}};
  }
  write_all(path, safetensors(changed.dump(), elements));
  return error_of([&] {
    Archive archive(path);
    second.trainer().serialise(archive);
    archive.check_all_was_read();
    while (!second.trainer().done()) second.trainer().round();
    second.trainer().finish();
    second.tell();
  });
}

std::string error_with(const std::string& kind, const std::string& path, const Json& value) {
  return error_with(kind, [&](State& state) {
    EXPECT_TRUE(state.root.contains(Json::json_pointer(path))) << path;
    state.at(path) = value;
  });
}

TEST(DamagedState, AnUndamagedOneIsTaken) {
  for (const fuzz::SmallRun::Kind& kind : fuzz::SmallRun::kinds())
    EXPECT_EQ(error_with(kind.name, [](State&) {}), "no error") << kind.name;
}

TEST(DamagedState, OfTheBatches) {
  const auto error = [](const std::string& name, const Json& value) {
    return error_with("uncertainty", "/sources/0/" + name, value);
  };
  EXPECT_THAT(error("position", 5), HasSubstr("'sources/0/position' is behind the last row (in '"));
  EXPECT_THAT(error("position", std::uint64_t(-1)), HasSubstr("position' is behind the last row"));
  for (const Json& order : {Json{0, 1, 2, 4}, Json{0, 1, 2, 2}, Json{0, 1, 2}})
    EXPECT_THAT(error("order", order), HasSubstr("order' is no order of the rows"));
  EXPECT_THAT(error("order", {0, 1, 2, -1}), HasSubstr("order' is of another kind"));
}

// Words, and a position in them.
TEST(DamagedState, OfAGenerator) {
  std::ostringstream seeded;
  seeded << Rng(1);
  const auto error = [](const std::string& text) {
    return error_with("uncertainty", "/sources/0/rng", text);
  };
  EXPECT_EQ(error(seeded.str()), "no error");
  EXPECT_THAT(error(seeded.str() + " 7"), HasSubstr("rng' is of another kind"));
  EXPECT_THAT(error(seeded.str().substr(0, 5000)), HasSubstr("rng' is of another kind"));
  const auto words = [](const std::string& first) {
    std::string text = first;
    for (std::size_t k = 1; k < Rng::state_size; ++k) text += " 0";
    return text + " 0";
  };
  // Of the first word, all but the highest 33 bits are drawn once, and never again.
  for (const char* first : {"0", "1", "2147483647"})
    EXPECT_THAT(error(words(first)), HasSubstr("is a generator that draws nothing but zeros"));
  EXPECT_EQ(error(words("2147483648")), "no error");
  for (const char* kind : {"thompson", "random"})
    EXPECT_THAT(error_with(kind, "/draws of tasks", words("0")), HasSubstr("nothing but zeros"));
}

// Ten thousand values in a part with a name of a megabyte, and ten thousand tensors of a megabyte
// that all are the same bytes: neither takes gigabytes. (By themselves, the names and the tensors
// would.)
TEST(DamagedState, OfMoreThanItsFileHolds) {
  const auto named = [](State& state) {
    Json& part = state.root[std::string(1 << 20, 'n')];
    for (int k = 0; k < 10'000; ++k) part[std::to_string(k)] = 0;
  };
  EXPECT_THAT(error_with("famo", named), HasSubstr("nnn...', which this run has no use for"));
  const Folder folder;
  const std::string path = folder.file("state");
  Json header{{kMetadataKey, {{kArchiveKey, "{}"}, {"tapestry.version", "1"}}}};
  constexpr std::size_t kBytes = 1 << 20;
  for (int k = 0; k < 10'000; ++k)
    header[std::to_string(k)] = {
        {"dtype", "F32"}, {"shape", {kBytes / 4}}, {"data_offsets", {0, kBytes}}};
  write_all(path, safetensors(header.dump(), std::string(kBytes, '\0')));
  EXPECT_THAT(error_of([&] { Archive{path}; }), HasSubstr("its tensors share bytes with each"));
}

TEST(DamagedState, OfTheSources) {
  const auto without_one = [](const std::string& list) {
    return [list](State& state) {
      Json& sources = state.at(list);
      sources.erase("1");
      sources["size"] = 1;
    };
  };
  EXPECT_THAT(error_with("famo", without_one("/sources")),
              HasSubstr("'sources/size' is 1, but must be 2"));
  const auto twice = [](State& state) {
    Json& sources = state.at("/sources");
    sources["2"] = sources["1"];
    sources["size"] = 3;
  };
  EXPECT_THAT(error_with("famo", twice), HasSubstr("'sources/size' is 3, but must be 2"));
  EXPECT_THAT(error_with("cosine", without_one("/selector/scorer/affinities/probe/sources")),
              HasSubstr("probe/sources/size' is 1, but must be 2"));
  const auto with_another = [](State& state) {
    Json& groups = state.at("/groups");
    groups["1"] = groups["0"];
    groups["size"] = 2;
  };
  EXPECT_THAT(error_with("diagnosis", with_another),
              HasSubstr("'groups/size' is 2, but must be 1"));
}

TEST(DamagedState, OfTheOptimiser) {
  const std::string first = "/optimiser/parameters/values/0/";
  constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
  for (const Json& steps : {Json(0), Json(-1), Json(kMost), Json(kMost - 1), Json(kMost / 2)})
    EXPECT_THAT(error_with("uncertainty", first + "steps", steps),
                HasSubstr("steps' is no number of steps that were made"));
  EXPECT_THAT(error_with("uncertainty", first + "steps", std::uint64_t(kMost) + 1),
              HasSubstr("steps' is of another kind"));
  for (const Json& largest : {Json("nan"), Json("inf"), Json(-1)})
    EXPECT_THAT(error_with("uncertainty", first + "largest", largest),
                HasSubstr("largest' is no bound of what is remembered"));
  EXPECT_THAT(error_with("uncertainty", first + "size", 3),
              HasSubstr("was of a parameter of 3 elements, with moments [2] and [2]: go on"));
  // Adam has two moments, Sgd one; both of the parameter's shape, here [2, 2].
  for (const char* moment : {"first", "second"}) {
    const auto as = [&](const State::Stored& stored) {
      return error_with("uncertainty", [&](State& state) {
        state.tensors["optimiser/parameters/values/1/" + std::string(moment)] = stored;
      });
    };
    EXPECT_THAT(as({{}, std::string(4, '\0')}), HasSubstr("go on with the model that it was"));
    EXPECT_THAT(as({{4}, std::string(16, '\0')}), HasSubstr("go on with the model that it was"));
    EXPECT_THAT(as({{2, 2}, bytes_of({0, 0, NAN, 0})}),
                HasSubstr("is damaged: a step by it would make element 2 "));
  }
  EXPECT_THAT(
      error_with(
          "uncertainty",
          [&](State& state) {
            state.tensors["optimiser/parameters/values/1/second"].bytes = bytes_of({0, -1, 0, 0});
          }),
      HasSubstr("is damaged: a step by it would make element 1 "));
  EXPECT_THAT(error_with("famo",
                         [&](State& state) {
                           State::Stored& second =
                               state.tensors["optimiser/parameters/values/1/second"];
                           second = {{2, 2}, std::string(16, '\0')};
                         }),
              HasSubstr("with moments [2 x 2] and [2 x 2]: go on with the model"));
  EXPECT_THAT(error_with("uncertainty", "/optimiser/parameters/keys/1", "trunk.0.weight"),
              HasSubstr("'optimiser/parameters' has a key twice"));
}

TEST(DamagedState, OfWhatObserves) {
  EXPECT_THAT(error_with("uncertainty", "/observer 0/parameters/keys/1", "another"),
              HasSubstr("'observer 0/parameters' are not the model's"));
  EXPECT_THAT(
      error_with("uncertainty",
                 [](State& state) { state.tensors["observer 0/parameters/values/1"].shape = {4}; }),
      HasSubstr("'observer 0/parameters' are not the model's"));
  for (const Json& best : {Json("nan"), Json("inf"), Json("-inf")})
    EXPECT_THAT(error_with("uncertainty", "/observer 0/best", best),
                HasSubstr("'observer 0/best' is not the score of the best epoch"));
  EXPECT_THAT(error_with("uncertainty", "/observer 0/best epoch", 0),
              HasSubstr("'observer 0/best' is not the score of the best epoch"));
  EXPECT_THAT(error_with("uncertainty",
                         [](State& state) {
                           state.at("/observer 0/best epoch") = 0;
                           state.at("/observer 0/best") = "inf";
                         }),
              HasSubstr("'observer 0/parameters' are not the model's"));
  EXPECT_THAT(error_with("diagnosis", "/diagnosis/layer numbers", {0, 0, 1, 2}),
              HasSubstr("layer numbers' has one that is no layer's"));
  EXPECT_THAT(error_with("diagnosis", "/diagnosis/layer numbers", {0, 0, 0, 0}),
              HasSubstr("sums' has two of one pair"));
}

TEST(DamagedState, OfTheHistory) {
  EXPECT_THAT(error_with("famo", "/history", {{"size", 0}}),
              HasSubstr("'history' has another number of epochs than were done"));
  const auto of_one_task = [](State& state) {
    for (auto& [name, column] : state.at("/history/0").items())
      if (column.is_array() && column.size() == 2) column.erase(1);
    Json& validation = state.at("/history/0/validation");
    validation.erase("1");
    validation["size"] = 1;
  };
  EXPECT_THAT(error_with("famo", of_one_task),
              HasSubstr("'history' has an epoch of another number of tasks"));
  const std::string score = "/history/0/validation/1/";
  EXPECT_THAT(error_with("famo", score + "confusion/0", {1}),
              HasSubstr("'history' has a confusion matrix of other classes"));
  EXPECT_THAT(error_with("famo", score + "confusion", {{"size", 0}}),
              HasSubstr("'history' has a confusion matrix of other classes"));
  EXPECT_THAT(
      error_with("famo", score + "metrics", {{"size", 1}, {"0", {{"name", "AUC"}, {"value", 1}}}}),
      HasSubstr("'history' has the metrics of another task"));
  EXPECT_THAT(error_with("famo", "/history/0/batches", {1, -1}),
              HasSubstr("batches' is of another kind"));
}

TEST(DamagedState, OfThePenalties) {
  const std::string first = "step/penalties/groups/0/running/";
  for (const Json& sums : {Json::array(), Json{1}, Json{1, 2, 3, 4, 5}})
    EXPECT_THAT(
        error_with("uncertainty", "/" + first + "sums", sums),
        HasSubstr("sums' has " + std::to_string(sums.size()) + " numbers, but must have 4"));
  for (const std::vector<std::size_t>& shape :
       std::vector<std::vector<std::size_t>>{{4, 2}, {8}, {1, 8}})
    EXPECT_THAT(error_with("famo", [&](State& s) { s.tensors[first + "w"].shape = shape; }),
                HasSubstr("running/w' is ["));
}

TEST(DamagedState, OfTheScorers) {
  const std::string scorer = "/selector/scorer/";
  EXPECT_THAT(error_with("exp3", scorer + "arm", 2), HasSubstr("arm' is none of the arms"));
  EXPECT_THAT(error_with("thompson", scorer + "arm", 7), HasSubstr("arm' is none of the arms"));
  EXPECT_THAT(error_with("target", scorer + "arm", 0), HasSubstr("arm' is none of the arms"));
  EXPECT_THAT(error_with("exp3", scorer + "estimated", {0}),
              HasSubstr("estimated' has not one number a task"));
  for (const char* list : {"means", "drawn"})
    EXPECT_THAT(error_with("thompson", scorer + list, {1, 2, 3}),
                HasSubstr(std::string(list) + "' has not one number a task"));
  for (const Json& precisions : {Json{1}, Json{1, 0}, Json{1, -1}, Json{1, "inf"}})
    EXPECT_THAT(error_with("thompson", scorer + "precisions", precisions),
                HasSubstr("precisions' has not one positive number a task"));
  EXPECT_THAT(error_with("function", scorer + "drawn", {0, 2}),
              HasSubstr("drawn' has a task without a score"));
  EXPECT_THAT(error_with("function", scorer + "scores", {1}), HasSubstr("there are 1 scores"));
  for (const char* kind : {"cosine", "marginal"})
    EXPECT_THAT(error_with(kind, scorer + "affinities/means", {1}),
                HasSubstr("means' has 1 numbers, but must have 2"));
  EXPECT_THAT(error_with("marginal", scorer + "scores", {1, 2, 3}),
              HasSubstr("scores' has 3 numbers, but must have 2"));
}

TEST(DamagedState, OfTheBalancers) {
  EXPECT_THAT(error_with("gradvac", "/balancer/targets/values", {0.5, "nan"}),
              HasSubstr("'balancer/targets' has one that is no cosine"));
  for (const char* name : {"weight", "first loss"})
    for (const Json& value : {Json(0), Json(-1), Json("inf"), Json("nan")})
      EXPECT_THAT(error_with("gradnorm", "/balancer/learned/values/0/" + std::string(name), value),
                  HasSubstr(std::string(name) + "' is not positive"));
}

}  // namespace
}  // namespace tapestry::nn
