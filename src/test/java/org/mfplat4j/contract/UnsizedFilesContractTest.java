package org.mfplat4j.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mfplat4j.ByteStream;
import org.mfplat4j.FileAccess;
import org.mfplat4j.OpenMode;
import org.mfplat4j.ReadCallback;
import org.mfplat4j.testing.Limits;
import org.mfplat4j.testing.Workbench;

/** Files whose length is not how many bytes they have: those of /proc say 0, those of /sys 4096. */
@Tag("linux-only")
class UnsizedFilesContractTest {
  private static final String VERSION = "/proc/version";
  private static final String FILE_SYSTEMS = "/proc/filesystems";

  @RegisterExtension final Workbench bench = new Workbench();

  @FunctionalInterface
  private interface Read {
    int into(ByteBuffer buffer) throws Exception;
  }

  private static byte[] all(Read read, int size) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ByteBuffer buffer = ByteBuffer.allocateDirect(size);
    while (read.into(buffer.clear()) > 0) {
      byte[] some = new byte[buffer.flip().remaining()];
      buffer.get(some);
      bytes.write(some);
    }
    return bytes.toByteArray();
  }

  private static int readThroughCallback(ByteStream stream, ByteBuffer buffer) throws Exception {
    ReadCallback callback = new ReadCallback(stream);
    stream.beginRead(buffer, callback, null);
    assertThat(callback.waitForCompletion(Limits.EVENTUALLY).isSuccess()).isTrue();
    return callback.bytesRead();
  }

  @ParameterizedTest
  @ValueSource(strings = {VERSION, FILE_SYSTEMS})
  void aFileWithoutLengthIsReadToItsEnd(String file) throws Exception {
    Path path = Path.of(file);
    byte[] expected = Files.readAllBytes(path);
    assertThat(expected).isNotEmpty();
    for (int size : new int[] {7, expected.length, 4096}) {
      ByteStream stream = bench.open(path);
      assertThat(stream.length()).isZero();
      assertThat(all(stream::read, size)).isEqualTo(expected);
      assertThat(stream.position()).isEqualTo(expected.length);
      ByteStream asynchronous = bench.open(path);
      assertThat(all(buffer -> readThroughCallback(asynchronous, buffer), size))
          .isEqualTo(expected);
      assertThat(asynchronous.position()).isEqualTo(expected.length);
      ByteStream future = bench.open(path);
      assertThat(all(buffer -> future.readAsync(buffer).get(), size)).isEqualTo(expected);
    }
  }

  @Test
  void theViewsReadItToItsEnd() throws Exception {
    Path path = Path.of(FILE_SYSTEMS);
    byte[] expected = Files.readAllBytes(path);
    assertThat(bench.open(path).asInputStream().readAllBytes()).isEqualTo(expected);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    bench.open(path).asInputStream().transferTo(out);
    assertThat(out.toByteArray()).isEqualTo(expected);
    assertThat(Channels.newInputStream(bench.open(path).asChannel()).readAllBytes())
        .isEqualTo(expected);
  }

  @Test
  void theEndOfAFileWithoutLengthIsWhereAReadFoundIt() throws Exception {
    assertEndIsFound(Path.of(FILE_SYSTEMS));
  }

  @Test
  void theEndOfAFileThatIsShorterThanItsLengthIsWhereAReadFoundIt() throws Exception {
    Path path = Path.of("/sys/devices/system/cpu/online");
    assumeTrue(Files.isReadable(path), "no /sys here");
    assertEndIsFound(path);
    byte[] expected = Files.readAllBytes(path);
    ByteStream stream = bench.open(path);
    assertThat(readThroughCallback(stream, ByteBuffer.allocateDirect(100)))
        .isEqualTo(expected.length);
    assertThat(stream.position()).isEqualTo(expected.length);
    assertThat(stream.isEndOfStream()).isTrue();
  }

  private void assertEndIsFound(Path path) throws IOException {
    int length = Files.readAllBytes(path).length;
    ByteStream stream = bench.open(path);
    assertThat(stream.isEndOfStream()).isFalse();
    ByteBuffer exact = ByteBuffer.allocateDirect(length);
    assertThat(stream.read(exact)).isEqualTo(length);
    assertThat(stream.read(exact.clear())).isZero();
    assertThat(stream.isEndOfStream()).isTrue();
    stream.position(0);
    assertThat(stream.isEndOfStream()).isFalse();
    assertThat(stream.read(exact.clear())).isEqualTo(length);
    assertThat(stream.isEndOfStream()).isTrue();
  }

  @Test
  void anEmptyFileIsAtItsEndAtOnce() throws Exception {
    ByteStream stream = bench.open(bench.file(0));
    assertThat(stream.isEndOfStream()).isTrue();
    assertThat(stream.read(ByteBuffer.allocateDirect(10))).isZero();
  }

  @Test
  void aFileThatIsCutAndGrowsAgainHasItsEndWhereItIs() throws Exception {
    Path path = bench.file(2000);
    // Under another name than the stream's: a stream that writes would be refused.
    ByteStream stream = bench.open(path);
    stream.position(1000);
    ByteBuffer buffer = ByteBuffer.allocateDirect(100);
    assertThat(stream.read(buffer)).isEqualTo(100);
    Files.write(path, new byte[500]);
    assertThat(stream.read(buffer.clear())).isZero();
    assertThat(stream.isEndOfStream()).isTrue();
    Files.write(path, new byte[3000]);
    assertThat(stream.isEndOfStream()).isFalse();
    assertThat(stream.read(buffer.clear())).isEqualTo(100);
    assertThat(stream.position()).isEqualTo(1200);
  }

  @Test
  void writingAFileThatWasEmptyMovesItsEnd() throws Exception {
    ByteStream stream =
        bench.open(bench.missing("new"), FileAccess.READ_WRITE, OpenMode.FAIL_IF_EXIST);
    assertThat(stream.read(ByteBuffer.allocateDirect(10))).isZero();
    stream.write(ByteBuffer.allocate(10));
    stream.position(0);
    assertThat(stream.isEndOfStream()).isFalse();
    assertThat(stream.read(ByteBuffer.allocateDirect(100))).isEqualTo(10);
    assertThat(stream.isEndOfStream()).isTrue();
  }
}
