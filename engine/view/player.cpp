#include "engine/view/player.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "engine/base/error.hpp"
#include "engine/base/replace_file.hpp"
#include "engine/view/backward_log.hpp"
#include "engine/view/player/page.hpp"
#include "engine/view/pullback_formulas.hpp"

namespace tapestry {
namespace {

using Json = nlohmann::ordered_json;

// Of each tensor, the page holds this many elements, so that a record with two inputs takes about
// 8 KB at most; of larger tensors of a long tape fewer, so that the page stays at a few megabytes.
constexpr std::size_t kShown = 64;
constexpr std::size_t kLongTape = 400;
constexpr std::size_t kShownOfLongTape = 16;

// JSON has no NaN and no infinities: they go as the texts that JavaScript's Number() reads.
Json number(double x) {
  if (std::isnan(x)) return "NaN";
  if (std::isinf(x)) return x > 0 ? "Infinity" : "-Infinity";
  return x;
}

Json tensor_json(const Tensor& x, std::size_t shown_of_large) {
  Json shown = Json::array();
  const std::size_t count = x.size() <= kShown ? x.size() : shown_of_large;
  for (std::size_t i = 0; i < count; ++i) shown.push_back(number(x.data()[i]));
  Json json = {{"shape", x.shape()}, {"shown", shown}};
  if (count == x.size()) return json;
  // What tells of the elements that are not shown. A NaN anywhere makes all three NaN.
  double norm = 0, smallest = x.data()[0], largest = smallest;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double element = x.data()[i];
    if (std::isnan(element)) {  // which hypot, min and max might hide
      norm = smallest = largest = element;
      break;
    }
    norm = std::hypot(norm, element);
    smallest = std::min(smallest, element);
    largest = std::max(largest, element);
  }
  json["norm"] = number(norm);
  json["smallest"] = number(smallest);
  json["largest"] = number(largest);
  return json;
}

double largest_in(const Tensor& x) {
  double largest = 0;
  for (std::size_t i = 0; i < x.size(); ++i)
    if (const double size = std::abs(double{x.data()[i]}); std::isfinite(size))
      largest = std::max(largest, size);
  return largest;
}

// Builds what player.js reads. An input is a number there: a record's index, or -1 - the place of a
// leaf.
class Data {
 public:
  Data(const Tape& tape, const Var& loss)
      : tape_(tape),
        log_(backward_log(tape, loss)),
        shown_of_large_(tape.size() > kLongTape ? kShownOfLongTape : kShown) {
    for (const LeafGradient& leaf : log_.leaves)
      add_leaf(leaf.leaf)["gradient"] = tensor(leaf.gradient);
    Json records = Json::array(), backward = Json::array();
    for (std::size_t i = 0; i < tape.size(); ++i) records.push_back(record(tape[i]));
    for (const BackwardStep& step : log_.steps) backward.push_back(backward_step(step));
    json_ = {{"loss", tape.index_of(loss)},
             {"leaves", leaves_},
             {"records", records},
             {"backward", backward},
             {"unvisited", log_.unvisited},
             {"formulas", formulas()},
             {"largest_gradient", largest_gradient()},
             {"rounding", kRoundingLevel * largest_gradient()}};
  }

  // With no "<" in it, no text of the data can end the page's script element.
  std::string text_of() const {
    std::string json = json_.dump(-1, ' ', false, Json::error_handler_t::replace), safe;
    for (const char c : json) safe += c == '<' ? "\\u003c" : std::string(1, c);
    return safe;
  }

 private:
  Json tensor(const Tensor& x) const { return tensor_json(x, shown_of_large_); }

  Json& add_leaf(const Var& leaf) {
    places_[leaf.identity()] = leaves_.size();
    leaves_.push_back(
        {{"kind", leaf.op()}, {"name", leaf.name()}, {"value", tensor(leaf.value())}});
    return leaves_.back();
  }

  std::int64_t place_of(const Var& input) {
    if (tape_.holds(input)) return static_cast<std::int64_t>(tape_.index_of(input));
    if (places_.count(input.identity()) == 0) add_leaf(input);  // a constant
    return -1 - static_cast<std::int64_t>(places_.at(input.identity()));
  }

  Json record(const Tape::Entry& entry) {
    Json inputs = Json::array();
    for (const Var& input : entry.inputs) inputs.push_back(place_of(input));
    return {{"op", entry.output.op()},
            {"name", entry.output.name()},
            {"scope", entry.scope},
            {"inputs", inputs},
            {"value", tensor(entry.output.value())}};
  }

  Json backward_step(const BackwardStep& step) const {
    Json sent = Json::array();
    for (const SentGradient& part : step.sent)
      sent.push_back({{"input", part.input},
                      {"pulled", part.pulled},
                      {"part", tensor(part.part)},
                      {"total", tensor(part.total)}});
    return {{"record", step.record}, {"gradient", tensor(step.gradient)}, {"sent", sent}};
  }

  // Of the ops that are on this tape and have a row.
  Json formulas() const {
    Json rows = Json::object();
    for (std::size_t i = 0; i < tape_.size(); ++i) {
      const OpFormulas* row = formulas_of(tape_[i].output.op());
      if (row == nullptr || rows.contains(row->op)) continue;
      Json pullbacks = Json::array();
      for (const PullbackFormula& pullback : row->pullbacks)
        pullbacks.push_back({{"input", pullback.input}, {"formula", pullback.formula}});
      rows[row->op] = {{"value", row->value}, {"pullbacks", pullbacks}};
    }
    return rows;
  }

  // The largest magnitude in the backward pass, of what is finite: against it, rounding is small.
  // A part counts, too: two that cancel each other leave their rounding behind.
  double largest_gradient() const {
    double largest = 0;
    for (const BackwardStep& step : log_.steps) {
      largest = std::max(largest, largest_in(step.gradient));
      for (const SentGradient& part : step.sent)
        largest = std::max({largest, largest_in(part.part), largest_in(part.total)});
    }
    return largest;
  }

  const Tape& tape_;
  BackwardLog log_;
  std::size_t shown_of_large_;
  Json leaves_ = Json::array(), json_;
  std::map<const void*, std::size_t> places_;
};

// A text as HTML that shows it. Bytes that are not UTF-8 become U+FFFD, as in the JSON.
std::string as_markup(const std::string& text) {
  const std::string json = Json(text).dump(-1, ' ', false, Json::error_handler_t::replace);
  std::string markup;
  for (const char c : Json::parse(json).get<std::string>()) {
    if (c == '<')
      markup += "&lt;";
    else if (c == '&')
      markup += "&amp;";
    else
      markup += c;
  }
  return markup;
}

std::string called(const Tape& tape, const Var& loss) {
  return loss.name().empty() ? base::text("record %", tape.index_of(loss))
                             : "'" + loss.name() + "'";
}

// The template with each "{{name}}" replaced. It is cut at the marks of the template alone: a
// "{{data}}" inside the data stays text.
std::string filled(std::string_view page, const std::map<std::string_view, std::string>& parts) {
  std::string out;
  for (;;) {
    const std::size_t begin = page.find("{{"), end = page.find("}}", begin);
    if (begin == page.npos || end == page.npos) return out.append(page);
    out.append(page.substr(0, begin)).append(parts.at(page.substr(begin + 2, end - begin - 2)));
    page.remove_prefix(end + 2);
  }
}

}  // namespace

std::string player_page(const Tape& tape, const Var& loss, const std::string& title) {
  if (tape.size() > kMostPlayedRecords)
    base::fail(
        "save_player: the tape holds ", tape.size(), " records, and a page plays at most ",
        kMostPlayedRecords,
        ": record one step of a small batch or a smaller net, or look at it with print(tape).");
  const Data data(tape, loss);  // first: it checks the loss
  const std::string heading =
      title.empty() ? "Forwards and back from " + called(tape, loss) : title;
  return filled(player::kPage, {{"title", as_markup(heading)},
                                {"style", std::string(player::kStyle)},
                                {"steps", std::string(player::kSteps)},
                                {"map", std::string(player::kMap)},
                                {"script", std::string(player::kScript)},
                                {"data", data.text_of()}});
}

void save_player(const Tape& tape, const std::string& path, const Var& loss,
                 const std::string& title) {
  replace_file(path, player_page(tape, loss, title), "save_player");
}

}  // namespace tapestry
