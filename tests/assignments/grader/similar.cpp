#include "tests/assignments/grader/similar.hpp"

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <set>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

namespace tapestry::grader {
namespace {

// Tokens in a run. `for (std::size_t i = 0; i < n; ++i) {` has 15: what is shorter than that is
// found in everybody's code, and with 16 such a line by itself is no likeness.
constexpr std::size_t kRunOfTokens = 16;
// Runs in a window, of which one is kept. So every copied stretch of kRunOfTokens + kWindowOfRuns -
// 1 = 23 tokens (two or three lines) leaves a fingerprint, and two of nine runs are kept.
constexpr std::size_t kWindowOfRuns = 8;

using CodeTokens = std::vector<std::string_view>;
using Fingerprints = std::unordered_set<std::uint64_t>;

// Between spaces, as is_keyword looks for them.
constexpr std::string_view kCodeKeywords =
    " alignas alignof and asm auto bool break case catch char char16_t char32_t char8_t "
    "class co_await co_return co_yield concept const const_cast consteval constexpr "
    "constinit continue decltype default delete do double dynamic_cast else enum "
    "explicit export extern false float for friend goto if inline int long mutable "
    "namespace new noexcept not nullptr operator or private protected public register "
    "reinterpret_cast requires return short signed sizeof static static_assert "
    "static_cast struct switch template this thread_local throw true try typedef typeid "
    "typename union unsigned using virtual void volatile wchar_t while xor ";

bool is_keyword(std::string_view word) {
  return kCodeKeywords.find(' ' + std::string(word) + ' ') != kCodeKeywords.npos;
}

// Cuts C++ into tokens. It is no compiler: of code that is none it makes some tokens, too.
class CodeLexer {
 public:
  explicit CodeLexer(std::string_view text) : text_(text) {}

  // Every name is "name", every number "0", every string "text", every character "c". Comments,
  // layout, lines of #include and `std::` leave no trace: they are changed without changing code.
  CodeTokens tokens() {
    while (at_ < text_.size()) next();
    return std::move(tokens_);
  }

 private:
  char ahead(std::size_t by = 0) const { return at_ + by < text_.size() ? text_[at_ + by] : '\0'; }
  bool begins(std::string_view with) const { return text_.substr(at_, with.size()) == with; }
  static bool is_space(char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; }
  static bool is_digit(char c) { return c >= '0' && c <= '9'; }
  static bool in_word(char c) {  // bytes of UTF-8 are letters
    return c == '_' || (c & 0x80) != 0 || std::isalnum(static_cast<unsigned char>(c)) != 0;
  }
  void skip_past(std::string_view end) {
    const std::size_t found = text_.find(end, at_);
    at_ = found == text_.npos ? text_.size() : found + end.size();
  }
  void skip_space() {
    while (at_ < text_.size() && is_space(text_[at_])) ++at_;
  }

  void next() {
    if (is_space(ahead()) || begins("\\\n") || begins("\\\r"))
      ++at_;
    else if (begins("//"))
      skip_past("\n");
    else if (begins("/*"))
      at_ += 2, skip_past("*/");
    else if (ahead() == '#')
      directive();
    else if (is_digit(ahead()) || (ahead() == '.' && is_digit(ahead(1))))
      number();
    else if (in_word(ahead()))
      word();
    else if (ahead() == '"' || ahead() == '\'')
      quoted();
    else
      symbol();
  }

  void directive() {
    ++at_;
    skip_space();
    if (begins("include"))
      skip_past("\n");
    else
      tokens_.push_back("#");
  }

  // A digit separator is between digits, a sign follows an exponent.
  void number() {
    const std::size_t begin = at_;
    const bool hexadecimal = begins("0x") || begins("0X");
    const auto is_exponent = [&](char c) {
      return hexadecimal ? c == 'p' || c == 'P' : c == 'e' || c == 'E';
    };
    while (in_word(ahead()) || ahead() == '.' || (ahead() == '\'' && in_word(ahead(1))) ||
           ((ahead() == '+' || ahead() == '-') && at_ > begin && is_exponent(text_[at_ - 1])))
      ++at_;
    tokens_.push_back("0");
  }

  void word() {
    const std::size_t begin = at_;
    while (in_word(ahead())) ++at_;
    const std::string_view word = text_.substr(begin, at_ - begin);
    static const std::set<std::string_view> kPrefixes = {"u8", "u", "U", "L"};
    if (ahead() == '"' && word.back() == 'R' &&
        (word == "R" || kPrefixes.count(word.substr(0, word.size() - 1)) > 0))
      return raw_string();
    if ((ahead() == '"' || ahead() == '\'') && kPrefixes.count(word) > 0) return quoted();
    if (word == "std") {
      skip_space();
      if (begins("::")) {
        at_ += 2;
        return;
      }
    }
    tokens_.push_back(is_keyword(word) ? word : "name");
  }

  // One without an end ends with its line: code that is broken there is read again on the next.
  void quoted() {
    const char quote = ahead();
    tokens_.push_back(quote == '"' ? "text" : "c");
    for (++at_; at_ < text_.size() && text_[at_] != quote && text_[at_] != '\n'; ++at_)
      if (text_[at_] == '\\') ++at_;
    at_ = std::min(at_ + 1, text_.size());
  }

  void raw_string() {  // R"mark(...)mark"
    tokens_.push_back("text");
    const std::size_t open = std::min(text_.find('(', at_), text_.size());
    const std::string end = ")" + std::string(text_.substr(at_ + 1, open - at_ - 1)) + '"';
    at_ = open;
    skip_past(end);
  }

  // Of two characters, where there is such a symbol. Not >>, which may also end two templates.
  void symbol() {
    static const std::set<std::string_view> kPairs = {
        "++", "--", "->", "::", "<<", "<=", ">=", "==", "!=", "&&",
        "||", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "##"};
    const std::size_t length = kPairs.count(text_.substr(at_, 2)) > 0 ? 2 : 1;
    tokens_.push_back(text_.substr(at_, length));
    at_ += length;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  CodeTokens tokens_;
};

// The same on every machine, which std::hash is not: FNV-1a of the tokens, each with an end, and
// its bits mixed (splitmix64), as the smallest of some hashes must be any of them.
std::uint64_t hash_of_run(const CodeTokens& tokens, std::size_t begin) {
  std::uint64_t hash = 0xcbf29ce484222325;
  const auto add = [&hash](char c) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  };
  for (std::size_t i = begin; i < begin + kRunOfTokens; ++i) {
    for (const char c : tokens[i]) add(c);
    add(' ');
  }
  hash = (hash ^ (hash >> 30)) * 0xbf58476d1ce4e5b9;
  hash = (hash ^ (hash >> 27)) * 0x94d049bb133111eb;
  return hash ^ (hash >> 31);
}

std::vector<std::uint64_t> hashes_of_runs(const CodeTokens& tokens) {
  std::vector<std::uint64_t> hashes;
  for (std::size_t i = 0; i + kRunOfTokens <= tokens.size(); ++i)
    hashes.push_back(hash_of_run(tokens, i));
  return hashes;
}

// The tokens without the runs that the starter has, too. They are taken out before fingerprints are
// made: a run of a starter's line and one token more would be everybody's, and nobody's work.
CodeTokens own_tokens(const CodeTokens& tokens, const Fingerprints& given) {
  CodeTokens own;
  const std::vector<std::uint64_t> hashes = hashes_of_runs(tokens);
  std::size_t given_until = 0;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (i < hashes.size() && given.count(hashes[i]) > 0) given_until = i + kRunOfTokens;
    if (i >= given_until) own.push_back(tokens[i]);
  }
  return own;
}

// Winnowing: of each window's hashes the smallest.
Fingerprints winnowed(const std::vector<std::uint64_t>& hashes) {
  Fingerprints kept;
  for (std::size_t begin = 0; begin < hashes.size(); ++begin) {
    const std::size_t end = std::min(begin + kWindowOfRuns, hashes.size());
    kept.insert(*std::min_element(hashes.begin() + static_cast<std::ptrdiff_t>(begin),
                                  hashes.begin() + static_cast<std::ptrdiff_t>(end)));
    if (end == hashes.size()) break;
  }
  return kept;
}

bool more_alike(const Pair& a, const Pair& b) {
  if (a.shared != b.shared) return a.shared > b.shared;
  return a.first != b.first ? a.first < b.first : a.second < b.second;
}

}  // namespace

std::vector<Pair> similar(const std::vector<Code>& submissions, const std::string& given,
                          double at_least, std::size_t least) {
  const std::vector<std::uint64_t> of_starter = hashes_of_runs(CodeLexer(given).tokens());
  const Fingerprints starter(of_starter.begin(), of_starter.end());
  std::vector<Fingerprints> prints;
  std::unordered_map<std::uint64_t, std::vector<std::size_t>> having;  // numbers of submissions
  for (const Code& code : submissions) {
    prints.push_back(winnowed(hashes_of_runs(own_tokens(CodeLexer(code.text).tokens(), starter))));
    if (prints.back().size() < least) prints.back().clear();
    for (const std::uint64_t print : prints.back()) having[print].push_back(prints.size() - 1);
  }

  // By what is shared, and not by all pairs of files: most pairs share next to nothing.
  std::vector<Pair> pairs;
  for (std::size_t a = 0; a < prints.size(); ++a) {
    std::vector<std::size_t> shared(prints.size(), 0);
    for (const std::uint64_t print : prints[a])
      for (const std::size_t b : having[print]) ++shared[b];
    for (std::size_t b = a + 1; b < prints.size(); ++b) {
      const std::size_t smaller = std::min(prints[a].size(), prints[b].size());
      if (smaller == 0) continue;
      const double part = static_cast<double>(shared[b]) / static_cast<double>(smaller);
      const auto [first, second] = std::minmax(submissions[a].name, submissions[b].name);
      if (part >= at_least) pairs.push_back({first, second, part});
    }
  }
  std::sort(pairs.begin(), pairs.end(), more_alike);
  return pairs;
}

}  // namespace tapestry::grader
