// RIFF WAVE files that tests make, as bytes.
#pragma once

#include <initializer_list>
#include <string>
#include <vector>

#include "test/files.h"

namespace test {

using Bytes = std::vector<BYTE>;

inline void Append(Bytes& to, std::uint64_t value, int size) {
  for (int i = 0; i < size; ++i) to.push_back(static_cast<BYTE>(value >> (8 * i)));
}

inline Bytes Chunk(const std::string& id, const Bytes& content) {
  Bytes chunk(id.begin(), id.end());
  Append(chunk, content.size(), 4);
  chunk.insert(chunk.end(), content.begin(), content.end());
  if (content.size() % 2 != 0) chunk.push_back(0);
  return chunk;
}

inline Bytes Riff(std::initializer_list<Bytes> chunks) {
  Bytes all{'W', 'A', 'V', 'E'};
  for (const Bytes& chunk : chunks) all.insert(all.end(), chunk.begin(), chunk.end());
  return Chunk("RIFF", all);
}

inline Bytes FormatOf(int tag, int channels, int rate, int bits) {
  Bytes format;
  const int frame = channels * ((bits + 7) / 8);
  Append(format, static_cast<std::uint64_t>(tag), 2);
  Append(format, static_cast<std::uint64_t>(channels), 2);
  Append(format, static_cast<std::uint64_t>(rate), 4);
  Append(format, static_cast<std::uint64_t>(rate) * static_cast<std::uint64_t>(frame), 4);
  Append(format, static_cast<std::uint64_t>(frame), 2);
  Append(format, static_cast<std::uint64_t>(bits), 2);
  return format;
}

// The format of WAVE_FORMAT_EXTENSIBLE.
inline Bytes ExtensibleFormatOf(int tag, int channels, int rate, int bits, int valid_bits,
                                DWORD mask) {
  Bytes format = FormatOf(0xFFFE, channels, rate, bits);
  Append(format, 22, 2);
  Append(format, static_cast<std::uint64_t>(valid_bits), 2);
  Append(format, mask, 4);
  Append(format, static_cast<std::uint64_t>(tag), 4);
  for (const int byte : {0x00, 0x00, 0x10, 0x00, 0x80, 0x00, 0x00, 0xaa, 0x00, 0x38, 0x9b, 0x71}) {
    format.push_back(static_cast<BYTE>(byte));
  }
  return format;
}

// A file of this many bytes of sound, which are the pattern's.
inline Bytes WaveFile(const Bytes& format, std::size_t size) {
  return Riff({Chunk("fmt ", format), Chunk("data", Pattern(0, size))});
}

}  // namespace test
