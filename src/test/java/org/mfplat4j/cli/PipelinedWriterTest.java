package org.mfplat4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.mfplat4j.ByteStream;
import org.mfplat4j.FileAccess;
import org.mfplat4j.OpenMode;
import org.mfplat4j.testing.TestPlatform;
import org.mfplat4j.testing.Workbench;

/** Blocks from a reader, written with several writes in flight. */
class PipelinedWriterTest {
  private static final int BLOCK = 64 * 1024;

  @RegisterExtension private final Workbench bench = new Workbench();

  @RepeatedTest(5)
  void blocksAreWrittenInTheOrderOfTheFile() throws Exception {
    Path source = bench.file(100 * BLOCK + 17);
    Path copy = bench.missing("copy");
    AtomicLong progress = new AtomicLong();
    try (ByteStream to = bench.open(copy, FileAccess.WRITE, OpenMode.FAIL_IF_EXIST)) {
      PipelinedWriter writer = new PipelinedWriter(to, 16, progress::addAndGet);
      reader(bench.open(source), writer).readAll();
      writer.finish();
      assertThat(writer.refusal() != null).as("refused").isEqualTo(TestPlatform.isWine(8, 10));
    }
    assertThat(progress).hasValue(100 * BLOCK + 17);
    assertThat(copy).hasSameBinaryContentAs(source);
  }

  @Test
  void writingBeginsAtThePositionOfTheStream() throws Exception {
    Path copy = bench.file(10);
    try (ByteStream to = bench.open(copy, FileAccess.WRITE, OpenMode.FAIL_IF_NOT_EXIST)) {
      to.position(10);
      PipelinedWriter writer = new PipelinedWriter(to, 4, bytes -> {});
      reader(bench.reading(100), writer).readAll();
      writer.finish();
    }
    assertThat(copy.toFile().length()).isEqualTo(110);
  }

  @Test
  void aStreamThatCannotBeWrittenIsTheFailureAndNothingStaysPending() throws Exception {
    ByteStream to = bench.reading(10);
    PipelinedWriter writer = new PipelinedWriter(to, 4, bytes -> {});

    // That nothing is pending afterwards, and nothing leaked, is checked after every test.
    assertThatThrownBy(
            () -> {
              try {
                reader(bench.reading(100 * BLOCK), writer).readAll();
                writer.finish();
              } finally {
                writer.awaitPending();
              }
            })
        .isInstanceOf(NonWritableChannelException.class);
  }

  @Test
  void aStreamThatWasClosedIsTheFailureOfTheReader() throws Exception {
    ByteStream to = bench.open(bench.missing("copy"), FileAccess.WRITE, OpenMode.FAIL_IF_EXIST);
    to.close();
    ByteStream from = bench.reading(100 * BLOCK);

    assertThatThrownBy(() -> reader(from, new PipelinedWriter(to, 4, bytes -> {})).readAll())
        .isInstanceOf(ClosedChannelException.class);
    assertThatThrownBy(from::length).isInstanceOf(ClosedChannelException.class);
  }

  private static PipelinedReader reader(ByteStream from, BlockSink sink) throws Exception {
    return new PipelinedReader(from, from.length(), BLOCK, 8, sink, bytes -> {});
  }
}
