// The side of a student's program: it reads one request, calls the student's code, and answers.
//
// Nothing here is trusted, for the student's code runs in the same process and can do to it what it
// likes. What it can send is an answer; whether that is right is found out elsewhere, after it has
// come. So a forged answer counts as much as one that was computed: only if it is right.
#pragma once

#include <unistd.h>

#include <cstdio>
#include <exception>
#include <functional>
#include <map>
#include <string>

#include "tests/assignments/grader/message.hpp"

namespace tapestry::grader {

using Calls = std::map<std::string, std::function<void(const Message& request, Message& answer)>>;

// Makes the call. An exception of it is an answer, "refused": the grader may be waiting for one,
// and otherwise names the case. Not so that of a starter, which names what is still to do.
template <class Call>
void or_refused(Message& answer, const Call& call) {
  try {
    call();
  } catch (const std::exception& error) {
    if (std::string(error.what()).starts_with("to do: ")) throw;
    answer = {};
    answer.set_text("refused", error.what());
  } catch (...) {
    answer = {};
    answer.set_text("refused", "something that is no std::exception");
  }
}

// What main() of a worker returns: reads the request from descriptor 3, makes the call that it
// names, and writes the answer to descriptor 4. An exception is an answer, too.
inline int serve(const Calls& calls) {
  std::string bytes;
  char buffer[1 << 16];
  for (ssize_t n; (n = read(3, buffer, sizeof buffer)) > 0;)
    bytes.append(buffer, static_cast<std::size_t>(n));
  const Message request = Message::parse(bytes);

  Message answer;
  try {
    calls.at(request.text("call"))(request, answer);
  } catch (const std::exception& error) {
    answer = {};
    answer.set_text("exception", error.what());
  } catch (...) {
    answer = {};
    answer.set_text("exception", "something that is no std::exception");
  }
  std::fflush(nullptr);
  bytes = answer.bytes();
  for (std::size_t done = 0; done < bytes.size();) {
    const ssize_t n = write(4, bytes.data() + done, bytes.size() - done);
    if (n <= 0) return 1;
    done += static_cast<std::size_t>(n);
  }
  return 0;
}

}  // namespace tapestry::grader
