// The letters that Picture draws: a bitmap font of 5 x 7 dots a character.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tapestry {

// All sizes are in dots. Letters stand on a baseline below their 7th row; g, p, q, y and the comma
// reach two rows below it.
inline constexpr std::size_t kGlyphWidth = 5;
inline constexpr std::size_t kGlyphHeight = 7;
inline constexpr std::size_t kGlyphAdvance = 6;  // from one character to the next
inline constexpr std::size_t kTextHeight = 9;    // of a line: a glyph and its descent
inline constexpr std::size_t kLineAdvance = 11;  // from one line to the next

struct Glyph {
  std::string_view rows;  // seven rows from the top, each five of '#' and '.', with blanks between
  std::size_t drop;       // how many rows lower than a capital it stands: 0 or 2

  bool ink(std::size_t x, std::size_t y) const { return rows[y * (kGlyphWidth + 1) + x] == '#'; }
};

// The glyphs of a line of text: ASCII 32 to 126, and the arrow U+2192 in UTF-8. Throws, naming
// the byte, for any other.
std::vector<Glyph> glyphs(const std::string& line);

}  // namespace tapestry
