#include "portable/media/wave_format.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace portable {

namespace {

constexpr DWORD kRiffHeader = 12;
constexpr DWORD kChunkHeader = 8;
constexpr DWORD kPlainFormat = 16;
constexpr DWORD kExtensibleFormat = 40;
constexpr WORD kExtensible = 0xFFFE;
constexpr DWORD kUnknownSize = 0xFFFFFFFF;
// More chunks than any writer makes.
constexpr int kMostChunks = 4096;
constexpr QWORD kUnitsPerSecond = 10'000'000;
// KSDATAFORMAT_SUBTYPE_…, behind the first four bytes.
constexpr std::array<BYTE, 12> kSubtypeTail = {0x00, 0x00, 0x10, 0x00, 0x80, 0x00,
                                               0x00, 0xaa, 0x00, 0x38, 0x9b, 0x71};

WORD Word(const BYTE* bytes) noexcept {
  return static_cast<WORD>(bytes[0] | static_cast<DWORD>(bytes[1]) << 8);
}
DWORD Dword(const BYTE* bytes) noexcept {
  return Word(bytes) | static_cast<DWORD>(Word(bytes + 2)) << 16;
}
bool Is(const BYTE* bytes, const char* id) noexcept { return std::memcmp(bytes, id, 4) == 0; }

HRESULT ReadFormat(const BYTE* bytes, DWORD size, WaveFormat* format) noexcept {
  if (size < kPlainFormat) return MF_E_INVALID_FILE_FORMAT;
  format->tag = Word(bytes);
  format->channels = Word(bytes + 2);
  format->frames_per_second = Dword(bytes + 4);
  format->bytes_per_frame = Word(bytes + 12);
  format->bits_per_sample = Word(bytes + 14);
  format->valid_bits = format->bits_per_sample;
  if (format->tag == kExtensible) {
    if (size < kExtensibleFormat) return MF_E_INVALID_FILE_FORMAT;
    if (std::memcmp(bytes + 28, kSubtypeTail.data(), kSubtypeTail.size()) != 0) {
      return MF_E_UNSUPPORTED_BYTESTREAM_TYPE;
    }
    const DWORD valid = Word(bytes + 18);
    if (valid > 0 && valid <= format->bits_per_sample) format->valid_bits = valid;
    format->channel_mask = Dword(bytes + 20);
    format->tag = Dword(bytes + 24);
  }
  const DWORD bytes_per_sample = (format->bits_per_sample + 7) / 8;
  const bool is_pcm = format->tag == kWavePcm && bytes_per_sample >= 1 && bytes_per_sample <= 4;
  const bool is_float =
      format->tag == kWaveFloat && (format->bits_per_sample == 32 || format->bits_per_sample == 64);
  if (format->tag != kWavePcm && format->tag != kWaveFloat) return MF_E_UNSUPPORTED_BYTESTREAM_TYPE;
  // Samples of 12 bits, for example, lie in two bytes each.
  format->bits_per_sample = 8 * bytes_per_sample;
  if (!(is_pcm || is_float) || format->channels == 0 || format->frames_per_second == 0 ||
      format->bytes_per_frame != format->channels * bytes_per_sample) {
    return MF_E_INVALID_FILE_FORMAT;
  }
  return S_OK;
}

// How many bytes of sound there are from `offset` on.
QWORD DataSize(DWORD said, DWORD riff_size, QWORD offset, QWORD file_size) noexcept {
  const QWORD there = file_size - std::min(offset, file_size);
  // A writer that did not come to its end, or could not go back to the header.
  const bool unfinished = said == kUnknownSize || (said == 0 && riff_size == 0);
  return unfinished ? there : std::min<QWORD>(said, there);
}

}  // namespace

HRESULT ReadWaveHeader(const ReadBytes& read, QWORD file_size, WaveFormat* format) noexcept {
  BYTE bytes[kExtensibleFormat];
  ULONG count = 0;
  HRESULT hr = read(0, bytes, kRiffHeader, &count);
  if (FAILED(hr)) return hr;
  if (count < kRiffHeader || !Is(bytes, "RIFF") || !Is(bytes + 8, "WAVE")) {
    return MF_E_UNSUPPORTED_BYTESTREAM_TYPE;
  }
  const DWORD riff_size = Dword(bytes + 4);
  bool has_format = false;
  QWORD offset = kRiffHeader;
  for (int i = 0; i < kMostChunks; ++i) {
    hr = read(offset, bytes, kChunkHeader, &count);
    if (FAILED(hr)) return hr;
    if (count < kChunkHeader) return MF_E_INVALID_FILE_FORMAT;
    const bool is_data = Is(bytes, "data");
    const bool is_format = Is(bytes, "fmt ");
    const DWORD size = Dword(bytes + 4);
    offset += kChunkHeader;
    if (is_data) {
      if (!has_format) return MF_E_INVALID_FILE_FORMAT;
      format->data_offset = offset;
      format->frames = DataSize(size, riff_size, offset, file_size) / format->bytes_per_frame;
      return S_OK;
    }
    if (is_format && !has_format) {
      hr = read(offset, bytes, std::min(size, kExtensibleFormat), &count);
      if (FAILED(hr)) return hr;
      hr = ReadFormat(bytes, count, format);
      if (FAILED(hr)) return hr;
      has_format = true;
    }
    // Chunks begin at even offsets.
    offset += QWORD{size} + size % 2;
  }
  return MF_E_INVALID_FILE_FORMAT;
}

QWORD TimeOfFrame(const WaveFormat& format, QWORD frame) noexcept {
  const QWORD rate = format.frames_per_second;
  return frame / rate * kUnitsPerSecond + frame % rate * kUnitsPerSecond / rate;
}

QWORD FrameAtTime(const WaveFormat& format, QWORD time) noexcept {
  if (time >= TimeOfFrame(format, format.frames)) return format.frames;
  const QWORD rate = format.frames_per_second;
  const QWORD frame =
      time / kUnitsPerSecond * rate + time % kUnitsPerSecond * rate / kUnitsPerSecond;
  // A frame's time is cut off: the next one may begin at this very unit.
  return frame + (TimeOfFrame(format, frame + 1) <= time ? 1 : 0);
}

}  // namespace portable
