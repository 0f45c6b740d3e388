// Running gnuplot as a program of its own.
#pragma once

#include <filesystem>
#include <string>

namespace tapestry {

// Feeds the script to gnuplot and writes what it draws to `path`, in place of what was there. The
// script must set a terminal, and no output. False where there is no gnuplot on the PATH.
// Throws where gnuplot fails, with its words, or where the file cannot be written.
bool run_gnuplot(const std::string& script, const std::filesystem::path& path);

}  // namespace tapestry
