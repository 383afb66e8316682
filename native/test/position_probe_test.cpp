// The trial that finds out when a stream takes its position: bridge/position_probe.h.

#include "bridge/position_probe.h"

#include "bridge/positions.h"
#include "mfplat/quirks.h"
#include "test/files.h"
#include "test/fixtures.h"
#include "test/late_stream.h"

namespace test {

namespace {

constexpr std::chrono::milliseconds kLimit{5000};

std::filesystem::path ProbeFile(const TempDir& dir) {
  const std::filesystem::path path = dir / "probe.bin";
  WriteFileBytes(path, bridge::ProbeBytes());
  return path;
}

}  // namespace

TEST_CASE_FIXTURE(PlatformTest, "the trial tells when this platform's files take their position") {
  const TempDir dir;
  const StreamPtr stream = OpenForRead(ProbeFile(dir));
  // On a busy machine a round may fail to tell, but it does not say what is not so.
  constexpr int kRounds = 20;
  int certain = 0;
  for (int round = 0; round < kRounds; ++round) {
    const bridge::ProbeAnswer answer = bridge::ProbePositions(stream.Get(), kLimit);
    if (!answer.certain) continue;
    ++certain;
    CHECK_MESSAGE(answer.early == OnPortableEngine(), answer.evidence);
  }
  CHECK(certain > 0);
}

TEST_CASE_FIXTURE(PlatformTest, "the trial is not fooled by late reads, quick as they may be") {
  for (const auto when : {LateStream::When::kInOrder, LateStream::When::kAtOnce}) {
    const auto stream = LateStream::Create(bridge::ProbeBytes(), when);
    const bridge::ProbeAnswer answer = bridge::ProbePositions(stream.Get(), kLimit);
    CHECK_MESSAGE(!answer.early, answer.evidence);
    stream->Finish();
  }
}

TEST_CASE_FIXTURE(PlatformTest, "a trial that gets no answer ends, and means late") {
  const auto stream = LateStream::Create(bridge::ProbeBytes(), LateStream::When::kNever);
  const bridge::ProbeAnswer answer =
      bridge::ProbePositions(stream.Get(), std::chrono::milliseconds(50));
  CHECK_MESSAGE(!answer.early, answer.evidence);
  stream->Finish();
}

TEST_CASE_FIXTURE(PlatformTest, "what was found out holds for streams of that kind alone") {
  const bridge::Positions& found = bridge::FindPositions();
  CHECK_FALSE(found.evidence.empty());
  const TempDir dir;
  const StreamPtr file = OpenForRead(ProbeFile(dir));
  const auto foreign = LateStream::Create(bridge::ProbeBytes(), LateStream::When::kInOrder);
  if (found.forced == bridge::Forced::kNo) {
    CHECK_FALSE(found.AreEarlyFor(foreign.Get()));
    // The engine's streams say it themselves, and need no trial.
    CHECK(found.AreEarlyFor(file.Get()) ==
          (found.early && !mfplat::KnownQuirks().streams_have_positions));
  }
  foreign->Finish();
}

}  // namespace test
