// What a RIFF WAVE header says, of whole files and of broken ones.

#include "portable/media/wave_format.h"

#include <algorithm>

#include "test/wave_files.h"

namespace test {

namespace {

HRESULT Parse(const Bytes& file, portable::WaveFormat* format) {
  const auto read = [&file](QWORD offset, BYTE* bytes, ULONG size, ULONG* count) {
    const std::size_t from = std::min<std::size_t>(offset, file.size());
    const std::size_t got = std::min<std::size_t>(size, file.size() - from);
    std::copy_n(file.begin() + static_cast<std::ptrdiff_t>(from), got, bytes);
    *count = static_cast<ULONG>(got);
    return S_OK;
  };
  return portable::ReadWaveHeader(read, file.size(), format);
}

HRESULT Parse(const Bytes& file) {
  portable::WaveFormat format;
  return Parse(file, &format);
}

}  // namespace

TEST_CASE("a WAVE header says the format and where the sound is") {
  portable::WaveFormat format;
  REQUIRE(Parse(WaveFile(FormatOf(1, 2, 44100, 16), 400), &format) == S_OK);
  CHECK(format.tag == 1);
  CHECK(format.channels == 2);
  CHECK(format.frames_per_second == 44100);
  CHECK(format.bytes_per_frame == 4);
  CHECK(format.bits_per_sample == 16);
  CHECK(format.data_offset == 44);
  CHECK(format.frames == 100);
}

TEST_CASE("WAVE formats of every width, of floating point, and of many channels") {
  portable::WaveFormat format;
  for (const int bits : {8, 16, 24, 32}) {
    REQUIRE(Parse(WaveFile(FormatOf(1, 3, 8000, bits), 120), &format) == S_OK);
    CHECK(format.bytes_per_frame == static_cast<DWORD>(3 * bits / 8));
    CHECK(format.frames == 120 / static_cast<QWORD>(3 * bits / 8));
  }
  for (const int bits : {32, 64}) {
    REQUIRE(Parse(WaveFile(FormatOf(3, 1, 8000, bits), 64), &format) == S_OK);
    CHECK(format.tag == 3);
  }
  REQUIRE(Parse(WaveFile(FormatOf(1, 1, 8000, 12), 64), &format) == S_OK);
  CHECK(format.bits_per_sample == 16);
  CHECK(format.valid_bits == 12);
  REQUIRE(Parse(WaveFile(ExtensibleFormatOf(1, 6, 48000, 32, 24, 0x3F), 240), &format) == S_OK);
  CHECK(format.tag == 1);
  CHECK(format.valid_bits == 24);
  CHECK(format.channel_mask == 0x3F);
  CHECK(format.frames == 10);
}

TEST_CASE("other chunks of a WAVE file are passed over, odd ones with their padding") {
  portable::WaveFormat format;
  const Bytes file = Riff({Chunk("LIST", Bytes(7)), Chunk("fmt ", FormatOf(1, 1, 8000, 8)),
                           Chunk("fact", Bytes(4)), Chunk("data", Pattern(0, 10))});
  REQUIRE(Parse(file, &format) == S_OK);
  CHECK(format.frames == 10);
  CHECK(file.at(format.data_offset) == PatternAt(0));
}

TEST_CASE("a WAVE file that is cut off has the whole frames that are there") {
  portable::WaveFormat format;
  Bytes file = WaveFile(FormatOf(1, 2, 44100, 16), 400);
  file.resize(44 + 203);
  REQUIRE(Parse(file, &format) == S_OK);
  CHECK(format.frames == 50);
}

TEST_CASE("a WAVE file whose writer did not come to its end goes to the end of the file") {
  portable::WaveFormat format;
  Bytes file = WaveFile(FormatOf(1, 2, 44100, 16), 400);
  for (const std::size_t at : {40, 41, 42, 43}) file[at] = 0xFF;
  REQUIRE(Parse(file, &format) == S_OK);
  CHECK(format.frames == 100);
  for (const std::size_t at : {4, 5, 6, 7, 40, 41, 42, 43}) file[at] = 0;
  REQUIRE(Parse(file, &format) == S_OK);
  CHECK(format.frames == 100);
}

TEST_CASE("what is no WAVE file, or is coded, is of an unsupported type") {
  CHECK(Parse({}) == MF_E_UNSUPPORTED_BYTESTREAM_TYPE);
  CHECK(Parse(Pattern(0, 1000)) == MF_E_UNSUPPORTED_BYTESTREAM_TYPE);
  CHECK(Parse(WaveFile(FormatOf(0x55, 2, 44100, 16), 40)) == MF_E_UNSUPPORTED_BYTESTREAM_TYPE);
}

TEST_CASE("a WAVE file that does not say what its sound is, is invalid") {
  const Bytes sound = Chunk("data", Pattern(0, 100));
  CHECK(Parse(Riff({sound})) == MF_E_INVALID_FILE_FORMAT);
  CHECK(Parse(Riff({Chunk("fmt ", FormatOf(1, 2, 44100, 16))})) == MF_E_INVALID_FILE_FORMAT);
  CHECK(Parse(Riff({Chunk("fmt ", Bytes(10)), sound})) == MF_E_INVALID_FILE_FORMAT);
  for (const Bytes& format :
       {FormatOf(1, 0, 44100, 16), FormatOf(1, 2, 0, 16), FormatOf(1, 2, 44100, 0),
        FormatOf(1, 2, 44100, 40), FormatOf(3, 2, 44100, 16)}) {
    CHECK(Parse(Riff({Chunk("fmt ", format), sound})) == MF_E_INVALID_FILE_FORMAT);
  }
}

TEST_CASE("every cut of a WAVE header is answered, and none is read beyond its end") {
  const Bytes whole = WaveFile(ExtensibleFormatOf(1, 2, 44100, 16, 16, 3), 40);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    portable::WaveFormat format;
    const HRESULT hr =
        Parse(Bytes(whole.begin(), whole.begin() + static_cast<long>(size)), &format);
    CHECK(SUCCEEDED(hr) == (size >= 68));
    if (SUCCEEDED(hr)) CHECK(format.frames == (size - 68) / 4);
  }
}

TEST_CASE("frames have times, and times have frames") {
  portable::WaveFormat format;
  REQUIRE(Parse(WaveFile(FormatOf(1, 1, 44100, 8), 44100 * 3), &format) == S_OK);
  CHECK(portable::TimeOfFrame(format, 44100) == 10'000'000);
  CHECK(portable::FrameAtTime(format, 30'000'000) == 44100 * 3);
  CHECK(portable::FrameAtTime(format, ~QWORD{0}) == 44100 * 3);
  for (QWORD frame = 0; frame < format.frames; frame += 997) {
    const QWORD time = portable::TimeOfFrame(format, frame);
    CHECK(portable::FrameAtTime(format, time) == frame);
    CHECK(portable::FrameAtTime(format, time + 1) == frame);
  }
}

}  // namespace test
