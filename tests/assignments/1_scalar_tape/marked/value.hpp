// Assignment 1, part "walk": a value with a place on a tape, two ops, and the walk back.
#pragma once

#include <cstddef>
#include <stdexcept>
#include <vector>

// [solution]
// A record: a value, and for each input where that one's record is, and the slope in it.
struct Record {
  double value;
  std::vector<std::size_t> inputs;
  std::vector<double> slopes;
};

inline std::vector<Record> tape;
// [starter]
//| // Task 1: what does a record hold, and where is the tape? Yours to choose.
// [end]

class Value {
 public:
  // A value that was made of nothing: a number, or what a gradient is asked for.
  // [solution]
  Value(double number) : Value(Record{number, {}, {}}) {}
  explicit Value(const Record& record) : index_(tape.size()) { tape.push_back(record); }

  double value() const { return tape[index_].value; }
  std::size_t index() const { return index_; }
  // [starter]
  //| Value(double) { throw std::logic_error("to do: walk, task 1, Value(double)"); }
  //|
  //| double value() const { throw std::logic_error("to do: walk, task 1, value()"); }
  // [end]
  // [solution]

 private:
  std::size_t index_;
  // [end]
};

inline Value operator+(const Value& a, const Value& b) {
  // [solution]
  return Value({a.value() + b.value(), {a.index(), b.index()}, {1, 1}});
  // [starter]
  //| // a new record, with a slope in a and one in b
  //| throw std::logic_error("to do: walk, task 2, a + b");
  // [end]
}

inline Value operator*(const Value& a, const Value& b) {
  // [solution]
  return Value({a.value() * b.value(), {a.index(), b.index()}, {b.value(), a.value()}});
  // [starter]
  //| // likewise
  //| throw std::logic_error("to do: walk, task 2, a * b");
  // [end]
}

// The gradients of y at each of the xs, in their order: 0 at what y was not made from, and 1 at y.
inline std::vector<double> gradient(const Value& y, const std::vector<Value>& xs) {
  // [solution]
  std::vector<double> gradients(tape.size(), 0);
  gradients[y.index()] = 1;
  for (std::size_t i = y.index() + 1; i-- > 0;)
    for (std::size_t k = 0; k < tape[i].inputs.size(); ++k)
      gradients[tape[i].inputs[k]] += gradients[i] * tape[i].slopes[k];
  std::vector<double> wanted;
  for (const Value& x : xs) wanted.push_back(gradients[x.index()]);
  return wanted;
  // [starter]
  //| // from the last record to the first
  //| throw std::logic_error("to do: walk, task 3, gradient(y, xs)");
  // [end]
}
