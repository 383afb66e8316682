// What the header of a RIFF WAVE file says: where its sound is, and of what kind. Files that are
// broken behind their header, or end too early, are read as far as they go.
#pragma once

#include <functional>

#include "com/base_types.h"

namespace portable {

struct WaveFormat {
  // What KSDATAFORMAT_SUBTYPE begins with: 1 for whole numbers, 3 for floating point.
  DWORD tag = 0;
  DWORD channels = 0;
  DWORD frames_per_second = 0;
  // Of one sample of all channels; never 0.
  DWORD bytes_per_frame = 0;
  DWORD bits_per_sample = 0;
  DWORD valid_bits = 0;
  // 0 where the file has none.
  DWORD channel_mask = 0;
  QWORD data_offset = 0;
  // Whole frames, as far as the file goes.
  QWORD frames = 0;
};

inline constexpr DWORD kWavePcm = 1;
inline constexpr DWORD kWaveFloat = 3;

// Reads up to `size` bytes at an offset, fewer at the end of the file alone.
using ReadBytes = std::function<HRESULT(QWORD offset, BYTE* bytes, ULONG size, ULONG* count)>;

// MF_E_UNSUPPORTED_BYTESTREAM_TYPE for what is no WAVE file, or one with sound that is coded
// otherwise; MF_E_INVALID_FILE_FORMAT for one that does not say what its sound is; otherwise what
// reading has failed with.
[[nodiscard]] HRESULT ReadWaveHeader(const ReadBytes& read, QWORD file_size,
                                     WaveFormat* format) noexcept;

// Times in units of 100 ns.
QWORD TimeOfFrame(const WaveFormat& format, QWORD frame) noexcept;
// The last frame that begins at this time or earlier, at most the number of frames.
QWORD FrameAtTime(const WaveFormat& format, QWORD time) noexcept;

}  // namespace portable
