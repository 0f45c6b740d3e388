// States of training runs in which one number is not what it can be: each is refused, before it is
// used for an index or a size. (tests/fuzz/training_state.cpp looks for such numbers at random.)
#include <map>
#include <nlohmann/json.hpp>

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
  for (const Json& order : {Json{0, 1, 2, 4}, Json{0, 1, 2, 2}, Json{0, 1, 2, -1}, Json{0, 1, 2}})
    EXPECT_THAT(error("order", order), HasSubstr("order' is no order of the rows"));
  const auto longer = [](State& state) {
    Json& rng = state.at("/sources/0/rng");
    rng = rng.get<std::string>() + " 7";
  };
  EXPECT_THAT(error_with("uncertainty", longer), HasSubstr("rng' is of another kind"));
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
  for (const Json& steps : {Json(0), Json(-1), Json(std::numeric_limits<std::int64_t>::max())})
    EXPECT_THAT(error_with("uncertainty", first + "steps", steps),
                HasSubstr("steps' is no number of steps that were made"));
  EXPECT_THAT(error_with("uncertainty", first + "largest", "nan"),
              HasSubstr("largest' is no bound of what is remembered"));
  EXPECT_THAT(error_with("uncertainty", first + "size", 3), HasSubstr("had 3 elements when its"));
  // Adam has two moments, Sgd one; both of the parameter's shape, here [2, 2].
  for (const char* moment : {"first", "second"}) {
    const auto as = [&](const State::Stored& stored) {
      return error_with("uncertainty", [&](State& state) {
        state.tensors["optimiser/parameters/values/1/" + std::string(moment)] = stored;
      });
    };
    EXPECT_THAT(as({{}, std::string(4, '\0')}), HasSubstr("go on with the model that it was"));
    EXPECT_THAT(as({{4}, std::string(16, '\0')}), HasSubstr("go on with the model that it was"));
  }
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
  EXPECT_THAT(error_with("diagnosis", "/diagnosis/layer numbers", {0, 0, 1, 2}),
              HasSubstr("layer numbers' has one that is no layer's"));
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
  for (const char* bandit : {"exp3", "thompson"})
    for (const int arm : {-1, 2, 7})
      EXPECT_NE(error_with(bandit, scorer + "arm", arm), "no error") << bandit << arm;
  EXPECT_THAT(error_with("exp3", scorer + "arm", 2), HasSubstr("arm' is none of the arms"));
  EXPECT_NE(error_with("thompson", scorer + "tasks", 3), "no error");
  EXPECT_THAT(error_with("function", scorer + "drawn", {0, 2}),
              HasSubstr("drawn' has a task without a score"));
  EXPECT_THAT(error_with("function", scorer + "scores", {1}), HasSubstr("there are 1 scores"));
  for (const char* kind : {"cosine", "marginal"})
    EXPECT_THAT(error_with(kind, scorer + "affinities/means", {1}),
                HasSubstr("means' has 1 numbers, but must have 2"));
  EXPECT_THAT(error_with("marginal", scorer + "scores", {1, 2, 3}),
              HasSubstr("scores' has 3 numbers, but must have 2"));
}

}  // namespace
}  // namespace tapestry::nn
