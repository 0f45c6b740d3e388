// Source: an endless stream of batches for training.
//
// Any callable that returns the next batch is one. If it has serialise(Archive&) (see
// nn/files/archive.hpp), as datasets::Batches and what drawn_from() and numbered_from() make, a run
// that trains on it can be stopped and goes on with the batches that would have come.
#pragma once

#include <concepts>
#include <functional>
#include <memory>
#include <type_traits>
#include <utility>

#include "engine/array/random.hpp"
#include "engine/base/error.hpp"
#include "nn/files/archive.hpp"
#include "nn/tasks/batch.hpp"
#include "nn/tasks/multi_task_model.hpp"

namespace tapestry::nn {

// A copy is the same stream: what one of them gives, the other does not give again.
template <class B>
class Source {
 public:
  Source() = default;  // empty: false, and not to be called
  template <class F>
  requires(!std::same_as<F, Source> && std::is_invocable_r_v<B, F&>) Source(F next) {
    if constexpr (std::same_as<F, std::function<B()>>)
      if (!next) return;  // an empty function makes an empty source
    stream_ = std::make_shared<Held<F>>(std::move(next));
  }

  explicit operator bool() const { return stream_ != nullptr; }
  B operator()() const { return stream_->next(); }

  bool has_state() const { return stream_->has_state(); }
  // Throws where the callable has no serialise().
  void serialise(Archive& archive) const { stream_->serialise(archive); }

 private:
  struct Stream {
    virtual ~Stream() = default;
    virtual B next() = 0;
    virtual bool has_state() const = 0;
    virtual void serialise(Archive& archive) = 0;
  };

  template <class F>
  struct Held : Stream {
    explicit Held(F held) : callable(std::move(held)) {}
    B next() override { return callable(); }
    bool has_state() const override { return HasState<F>; }
    void serialise([[maybe_unused]] Archive& archive) override {
      if constexpr (HasState<F>)
        callable.serialise(archive);
      else
        base::fail("Source: this source of batches cannot say where it is: give it a ",
                   "serialise(Archive&), or make it by drawn_from().");
    }
    F callable;
  };

  std::shared_ptr<Stream> stream_;
};

using BatchSource = Source<Batch>;         // one task's training batches
using SharedSource = Source<SharedBatch>;  // inputs that several tasks have in common

// A source, and the tasks whose answers its batches have, ascending: SharedBatch::tasks[k] is of
// tasks[k].
struct SourceGroup {
  TaskNumbers tasks;
  SharedSource source;
};

// A task that has its inputs for itself, beside groups that share theirs.
SourceGroup one_task(std::size_t task, BatchSource source);

// A source whose batches draw(rng) makes, and whose state is the generator's: draw must not depend
// on anything that it changes itself.
template <class Draw>
auto drawn_from(Rng rng, Draw draw) {
  struct Drawn {
    Rng rng;
    Draw draw;
    auto operator()() { return draw(rng); }
    void serialise(Archive& archive) { archive("rng", rng); }
  };
  return Drawn{std::move(rng), std::move(draw)};
}

// The generator of batch `number` of the sources of this seed: the same for the same two numbers.
Rng numbered_generator(std::uint64_t seed, std::uint64_t number);

// As drawn_from, for tens of thousands of sources: batch k is draw(generator), with a generator
// that is made of the seed and of k anew. A source then remembers one number, where a generator
// takes 2.5 KB, and 6 KB in a file. Making one takes a microsecond or two. Give each source a seed
// of its own.
template <class Draw>
auto numbered_from(std::uint64_t seed, Draw draw) {
  struct Numbered {
    std::uint64_t seed;
    Draw draw;
    std::uint64_t number = 0;
    auto operator()() {
      Rng rng = numbered_generator(seed, number++);
      return draw(rng);
    }
    void serialise(Archive& archive) {
      archive.expect("seed", seed, "the seed of a source");
      archive("number", number);
    }
  };
  return Numbered{seed, std::move(draw)};
}

}  // namespace tapestry::nn
