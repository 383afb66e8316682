// The engine's source reader, through the bridge's shim, with a Java side that only takes notes.

#include <deque>
#include <optional>

#include "bridge/reader/readers.h"
#include "test/fakes.h"
#include "test/fixtures.h"
#include "test/media.h"
#include "test/wave_files.h"

namespace test {

namespace {

constexpr std::int64_t kId = 42;

struct Answer {
  HRESULT status = E_PENDING;
  DWORD flags = 0;
  LONGLONG time = 0;
  SamplePtr sample;
};

class ReaderNotes final : public bridge::ReaderUpcalls {
 public:
  HRESULT ReadSample(std::int64_t id, HRESULT status, DWORD stream, DWORD flags, LONGLONG timestamp,
                     IMFSample* sample) noexcept override {
    CHECK(id == kId);
    CHECK(stream == 0);
    {
      std::lock_guard lock(mutex_);
      answers_.push_back({status, flags, timestamp, SamplePtr::Adopt(sample)});
    }
    answered.Add();
    return S_OK;
  }
  void Flushed(std::int64_t id, DWORD stream) noexcept override {
    CHECK(id == kId);
    CHECK(stream == MF_SOURCE_READER_ALL_STREAMS);
    flushed.Add();
  }
  void ReaderReleased(std::int64_t id) noexcept override {
    CHECK(id == kId);
    released.Add();
  }

  Answer Take() {
    REQUIRE(answered.WaitFor(++taken_));
    std::lock_guard lock(mutex_);
    Answer answer = std::move(answers_.front());
    answers_.pop_front();
    return answer;
  }

  Counter answered, flushed, released;

 private:
  std::mutex mutex_;
  std::deque<Answer> answers_;
  int taken_ = 0;
};

class ReaderTest : public PlatformTest {
 public:
  // A queue's thread may have the shim a moment longer, which tells the notes when it goes.
  ~ReaderTest() {
    reader.Reset();
    CHECK(notes.released.WaitFor(shims_));
  }
  HRESULT TryOpen(const Bytes& file) {
    const auto path = dir_ / "sound.wav";
    WriteFileBytes(path, file);
    const StreamPtr stream = OpenForRead(path);
    auto shim =
        com::ComPtr<bridge::SourceReaderShim>::Adopt(bridge::SourceReaderShim::Create(notes, kId));
    ++shims_;
    long long address = 0;
    const HRESULT hr =
        bridge::createSourceReader(AddressOf(stream.Get()), AddressOf(shim.Get()), &address);
    if (SUCCEEDED(hr)) {
      reader = com::ComPtr<IMFSourceReader>::Adopt(reinterpret_cast<IMFSourceReader*>(address));
    }
    return hr;
  }
  void Open(const Bytes& file) { REQUIRE(TryOpen(file) == S_OK); }
  void Read() { REQUIRE(bridge::readSample(AddressOf(reader.Get()), 0) == S_OK); }
  Bytes SoundOf(const Answer& answer) {
    BufferPtr buffer;
    REQUIRE(answer.sample);
    REQUIRE(answer.sample->ConvertToContiguousBuffer(buffer.Put()) == S_OK);
    return BytesOf(buffer);
  }
  template <class T>
  static std::int64_t AddressOf(T* object) {
    return reinterpret_cast<std::intptr_t>(object);
  }

  ReaderNotes notes;
  com::ComPtr<IMFSourceReader> reader;

 private:
  TempDir dir_;
  int shims_ = 0;
};

}  // namespace

TEST_CASE_FIXTURE(ReaderTest,
                  "a reader gives all sound in order, and then the end, again and again") {
  Open(WaveFile(FormatOf(1, 2, 44100, 16), 44100 * 4 + 6));
  Bytes all;
  LONGLONG end = 0;
  for (;;) {
    Read();
    const Answer answer = notes.Take();
    REQUIRE(answer.status == S_OK);
    if ((answer.flags & MF_SOURCE_READERF_ENDOFSTREAM) != 0) {
      CHECK(!answer.sample);
      break;
    }
    CHECK(answer.time == end);
    LONGLONG duration = 0;
    CHECK(answer.sample->GetSampleDuration(&duration) == S_OK);
    end = answer.time + duration;
    const Bytes sound = SoundOf(answer);
    all.insert(all.end(), sound.begin(), sound.end());
  }
  CHECK(end == 10'000'226);
  CHECK(all.size() == 44100 * 4 + 4);
  CHECK(IsPattern(all.data(), all.size(), 0));
  Read();
  CHECK(notes.Take().flags == MF_SOURCE_READERF_ENDOFSTREAM);
  reader.Reset();
  CHECK(notes.released.WaitFor(1));
}

TEST_CASE_FIXTURE(ReaderTest, "a reader answers several requests one after the other") {
  Open(WaveFile(FormatOf(1, 1, 8000, 8), 8000));
  for (int i = 0; i < 25; ++i) Read();
  for (int i = 0; i < 25; ++i) {
    const Bytes sound = SoundOf(notes.Take());
    CHECK(sound.size() == 320);
    CHECK(IsPattern(sound.data(), sound.size(), static_cast<QWORD>(i) * 320));
  }
}

TEST_CASE_FIXTURE(ReaderTest, "a reader seeks to the very frame") {
  Open(WaveFile(FormatOf(1, 1, 8000, 8), 80000));
  CHECK(bridge::setReaderPosition(AddressOf(reader.Get()), 50'000'000) == S_OK);
  Read();
  const Answer answer = notes.Take();
  CHECK(answer.time == 50'000'000);
  CHECK(SoundOf(answer).front() == PatternAt(40000));
  CHECK(bridge::setReaderPosition(AddressOf(reader.Get()), INT64_MAX) == S_OK);
  Read();
  CHECK(notes.Take().flags == MF_SOURCE_READERF_ENDOFSTREAM);
  CHECK(bridge::setReaderPosition(AddressOf(reader.Get()), -1) == E_INVALIDARG);
}

TEST_CASE_FIXTURE(ReaderTest, "a flush drops what is pending, and a read after it is answered") {
  Open(WaveFile(FormatOf(1, 2, 48000, 32), 4'000'000));
  for (int i = 0; i < 6; ++i) Read();
  CHECK(bridge::flushReader(AddressOf(reader.Get()),
                            static_cast<std::int32_t>(MF_SOURCE_READER_ALL_STREAMS)) == S_OK);
  REQUIRE(notes.flushed.WaitFor(1));
  const int before = notes.answered.Value();
  CHECK(before <= 6);
  Read();
  CHECK(notes.answered.WaitFor(before + 1));
  CHECK(Never([&] { return notes.answered.Value() > before + 1; }));
}

TEST_CASE_FIXTURE(ReaderTest, "a reader says what its stream is, and takes nothing else") {
  Open(WaveFile(ExtensibleFormatOf(3, 6, 48000, 32, 32, 0x3F), 2400));
  const std::int64_t at = AddressOf(reader.Get());
  long long address = 0;
  REQUIRE(bridge::nativeMediaType(at, 0, 0, &address) == S_OK);
  const auto type = TypePtr::Adopt(reinterpret_cast<IMFMediaType*>(address));
  UINT32 value = 0;
  CHECK(type->GetUINT32(MF_MT_AUDIO_NUM_CHANNELS, &value) == S_OK);
  CHECK(value == 6);
  CHECK(type->GetUINT32(MF_MT_AUDIO_CHANNEL_MASK, &value) == S_OK);
  CHECK(value == 0x3F);
  CHECK(bridge::nativeMediaType(at, 0, 1, &address) == MF_E_NO_MORE_TYPES);
  CHECK(bridge::nativeMediaType(at, 1, 0, &address) == MF_E_INVALIDSTREAMNUMBER);
  CHECK(bridge::setCurrentMediaType(at, 0, AddressOf(type.Get())) == S_OK);
  CHECK(type->SetUINT32(MF_MT_AUDIO_NUM_CHANNELS, 2) == S_OK);
  CHECK(bridge::setCurrentMediaType(at, 0, AddressOf(type.Get())) == MF_E_TOPO_CODEC_NOT_FOUND);
  long long duration = 0;
  CHECK(bridge::readerDuration(at, &duration) == S_OK);
  CHECK(duration == 20833);
  CHECK(bridge::referenceCount(at) == 1);
}

TEST_CASE_FIXTURE(ReaderTest, "a stream that is not selected is not read") {
  Open(WaveFile(FormatOf(1, 1, 8000, 8), 8000));
  const std::int64_t at = AddressOf(reader.Get());
  std::int32_t selected = 0;
  CHECK(bridge::streamSelection(at, 0, &selected) == S_OK);
  CHECK(selected == 1);
  CHECK(bridge::selectStream(at, 0, false) == S_OK);
  CHECK(bridge::streamSelection(at, 0, &selected) == S_OK);
  CHECK(selected == 0);
  CHECK(bridge::readSample(at, 0) == MF_E_INVALIDREQUEST);
  CHECK(bridge::streamSelection(at, 1, &selected) == MF_E_INVALIDSTREAMNUMBER);
}

TEST_CASE_FIXTURE(ReaderTest, "what is no sound of WAVE is refused, and leaves nothing behind") {
  CHECK(TryOpen(Pattern(0, 5000)) == MF_E_UNSUPPORTED_BYTESTREAM_TYPE);
  CHECK(notes.released.WaitFor(1));
  CHECK(TryOpen({}) == MF_E_UNSUPPORTED_BYTESTREAM_TYPE);
  CHECK(notes.released.WaitFor(2));
}

TEST_CASE_FIXTURE(ReaderTest, "a reader that is released while it reads lets go in the end") {
  for (int i = 1; i <= 20; ++i) {
    Open(WaveFile(FormatOf(1, 2, 48000, 32), 400'000));
    for (int reads = 0; reads < 3; ++reads) Read();
    reader.Reset();
    CHECK(notes.released.WaitFor(i));
  }
}

}  // namespace test
