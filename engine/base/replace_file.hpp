// Writing a file as a whole: afterwards it is all there, or as it was before.
//
// It assumes a Unix. All files that the project writes go through here.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace tapestry {

// Writes the bytes to a new file in the same folder, waits until they are on the disk, and gives it
// the name `path` then. So a reader finds the old file or the new one, and never a part of it:
// whenever the program is killed, the power fails or the disk is full, and however many threads
// and programs write to the same path (the last one's file stays).
//
// - A symbolic link stays one: the file that it leads to is written.
// - A file that is there keeps its permissions, and its owner where the system allows that; it must
//   be writable, though a rename would not ask for it. What else hangs on it is lost: other hard
//   links stay with the old file. A new file gets the permissions that the umask leaves.
// - What is no file (a pipe, /dev/stdout) is written to as it is; a folder is an error.
//
// A program that is killed in the middle leaves a file PATH.XXXXXXXX.part behind, PATH cut where
// the name would be too long. Throws where the folder is absent or nothing can be written there;
// `writer` begins the sentence ("CSV").
void replace_file(const std::filesystem::path& path, std::string_view bytes,
                  const std::string& writer);

// Makes the folder, and those around it, where they are not there, and a file in it, which is
// removed again. For a program to call before it begins what takes long. Throws where one of these
// cannot be done; `writer` begins the sentence ("--out").
void require_writable_folder(const std::filesystem::path& folder, const std::string& writer);

}  // namespace tapestry
